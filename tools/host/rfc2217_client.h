/* SPDX-License-Identifier: MIT
 *
 * The client's half of RFC 2217: commands are put together, and what the server
 * says is taken apart. It works on buffers; port_rfc2217.c and tools/libtty
 * have the socket. Not done: flow control, and the server's requests to pause.
 */
#ifndef TOOLS_HOST_RFC2217_CLIENT_H
#define TOOLS_HOST_RFC2217_CLIENT_H

#include "tools/host/telnet.h"

enum {
    RFC2217_GREETING = 5 * TELNET_ANSWER,
    RFC2217_COMMAND = 14 /* the longest one, escaped */
};

struct rfc2217_client {
    struct telnet telnet;
    bool accepted;    /* the server has COM-PORT-OPTION */
    unsigned awaited; /* the answer that is awaited, 0 = none */
    uint32_t answer;  /* its value */
    uint8_t modem;    /* RFC2217_MODEM bits, as notified last */
};

/* Begins a connection: writes what is said first to OUT, RFC2217_GREETING
 * bytes. */
void rfc2217_client_greet(struct rfc2217_client *client, uint8_t *out);

/* Writes a command with SIZE bytes of value to OUT; returns its size. Its
 * answer is awaited from now on. */
size_t rfc2217_client_command(struct rfc2217_client *client, uint8_t command,
                              uint32_t value, unsigned size,
                              uint8_t out[RFC2217_COMMAND]);

/* Takes the next byte from the server. True: it is data. *COUNT bytes in OUT
 * are to be sent. */
bool rfc2217_client_take(struct rfc2217_client *client, uint8_t byte,
                         uint8_t out[TELNET_ANSWER], size_t *count);

#endif

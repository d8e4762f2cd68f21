/* SPDX-License-Identifier: MIT
 *
 * The server's half of RFC 2217: what a client says is taken apart into bytes
 * for the line and commands, which change the setting and are answered. It
 * works on buffers; jack_rfc2217.c has the socket. A value that the line does
 * not have (1.5 stop bits, flow control, a speed out of range) is answered with
 * the present one, as section 3 says. CTS, DSR and DCD are always on. Not done:
 * flow control of the line.
 */
#ifndef TOOLS_HOST_RFC2217_SERVER_H
#define TOOLS_HOST_RFC2217_SERVER_H

#include "tools/host/line_setting.h"
#include "tools/host/telnet.h"

enum {
    RFC2217_IN = 1024,
    RFC2217_OUT = 8192,
    RFC2217_ANSWER_ROOM = 128 /* the longest answer, escaped */
};

struct rfc2217_server {
    struct telnet telnet;
    uint8_t line_mask, modem_mask;
    bool suspended; /* the client wants no bytes */
    bool agreed;    /* the client has COM-PORT-OPTION */
    uint8_t in[RFC2217_IN];
    size_t in_at, in_size;
    uint8_t out[RFC2217_OUT];
    size_t out_size;
};

/* Begins a connection: its first requests are in `out`, and the line of SET is
 * 115200 8N1. */
void rfc2217_server_start(struct rfc2217_server *server,
                          struct line_setting *set);

/* Takes `in` apart, up to SIZE bytes for the line, which are returned. It stops
 * before bytes that come behind a change of the line, and behind each change of
 * DTR, RTS or break and each purge, so that none is missed. */
size_t rfc2217_server_read(struct rfc2217_server *server,
                           struct line_setting *set, uint8_t *bytes,
                           size_t size);

/* Puts bytes of the line into `out`; returns how many. */
size_t rfc2217_server_write(struct rfc2217_server *server, const uint8_t *bytes,
                            size_t size);

/* Notifies the client of RFC2217_LINE bits, as far as it wants them. */
void rfc2217_server_report(struct rfc2217_server *server, unsigned line);

#endif

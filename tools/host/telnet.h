/* SPDX-License-Identifier: MIT
 *
 * The Telnet protocol as both ends of an RFC 2217 connection need it: bytes are
 * taken apart into data, options and suboptions, and options are answered. RFC
 * 854 (Telnet), RFC 856 (binary), RFC 858 (suppress go ahead), RFC 1143 (an
 * option that is as asked for is not answered, or it would never end). Other
 * options are refused. Not done: urgent data; NVT's CR NUL, which binary
 * transmission switches off.
 */
#ifndef TOOLS_HOST_TELNET_H
#define TOOLS_HOST_TELNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 854 */
enum {
    TELNET_SE = 240, /* end of a suboption */
    TELNET_SB = 250, /* begin of one */
    TELNET_WILL,
    TELNET_WONT,
    TELNET_DO,
    TELNET_DONT,
    TELNET_IAC /* the next byte is a command; twice: a byte 255 */
};

/* RFC 856, RFC 858, RFC 2217 */
enum { TELNET_BINARY = 0, TELNET_SUPPRESS_GO_AHEAD = 3, TELNET_COM_PORT = 44 };

enum {
    TELNET_SUB = 64,   /* bytes of a suboption that are kept */
    TELNET_ANSWER = 3, /* bytes of an option */
};

struct telnet {
    enum {
        TELNET_IN_DATA,
        TELNET_AFTER_IAC,
        TELNET_IN_OPTION,
        TELNET_IN_SUB,
        TELNET_SUB_IAC
    } state;
    uint8_t verb;               /* of the option that comes next or came last */
    uint8_t option;             /* which came last */
    bool will[256], wants[256]; /* what this end does, and asked for */
    uint8_t sub[TELNET_SUB];    /* the suboption, from its option on */
    unsigned sub_size;
};

/* What a byte has completed. */
enum telnet_item {
    TELNET_NOTHING,
    TELNET_BYTE,        /* the byte is data */
    TELNET_ASKED,       /* verb and option */
    TELNET_SUB_COMPLETE /* sub, sub_size */
};

/* Takes the next byte from the other end. */
enum telnet_item telnet_take(struct telnet *telnet, uint8_t byte);

/* Writes a request for an option, which is then as asked for, to OUT. */
void telnet_offer(struct telnet *telnet, uint8_t verb, uint8_t option,
                  uint8_t out[TELNET_ANSWER]);

/* After TELNET_ASKED: returns the size of the answer in OUT; 0 = none is due.
 */
size_t telnet_answer(struct telnet *telnet, uint8_t out[TELNET_ANSWER]);

/* Copies as many BYTES as fit, each 255 doubled, to OUT (ROOM bytes); returns
 * the bytes written, *taken is how many BYTES they are. */
size_t telnet_escape(const uint8_t *bytes, size_t size, uint8_t *out,
                     size_t room, size_t *taken);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Packets of the GDB remote serial protocol (GDB manual, appendix E.1):
 * `$body#checksum`, acknowledged by + or -; `}` escapes a byte of binary data.
 * Not used: run-length encoding, notifications.
 */
#ifndef TOOLS_GDB_GDB_PACKET_H
#define TOOLS_GDB_GDB_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GDB_PACKET_SIZE = 0x4000 /* bytes of a body at most */ };

/* What a byte from the client completes. */
enum gdb_input {
    GDB_NOTHING,
    GDB_PACKET,    /* reader.body, reader.length */
    GDB_INTERRUPT, /* Ctrl-C, outside a packet */
    GDB_ACK,
    GDB_NACK,
    GDB_BAD_SUM,
    GDB_CUT,      /* a packet whose last byte is an escape of nothing */
    GDB_TOO_LONG, /* a packet with a body of more than GDB_PACKET_SIZE */
    GDB_JUNK      /* a byte that belongs to nothing */
};

/* All zero: between packets. */
struct gdb_reader {
    enum gdb_reading {
        GDB_BETWEEN,
        GDB_BODY,
        GDB_ESCAPED,
        GDB_SUM_HIGH,
        GDB_SUM_LOW
    } reading;
    uint8_t sum;   /* of the body so far */
    uint8_t given; /* checksum of the client */
    bool bad_digit;
    bool too_long, cut;
    size_t length;
    char body[GDB_PACKET_SIZE + 1]; /* unescaped; a 0 is behind it */
};

enum gdb_input gdb_read(struct gdb_reader *reader, uint8_t byte);

/* A reply under construction: text that does not fit is left out, and `full` is
 * set. All zero: empty, which means "not supported". */
struct gdb_reply {
    size_t length;
    bool full;
    char body[GDB_PACKET_SIZE];
};

void gdb_add(struct gdb_reply *reply, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Bytes as hexadecimal digits. */
void gdb_add_hex(struct gdb_reply *reply, const void *bytes, size_t count);
/* A register of 4 or 8 bytes: hexadecimal, in target byte order. */
void gdb_add_value(struct gdb_reply *reply, uint64_t value, unsigned size);
/* Bytes as binary data; returns how many fitted. */
size_t gdb_add_binary(struct gdb_reply *reply, const void *bytes, size_t count);

enum { GDB_FRAMED_SIZE = GDB_PACKET_SIZE + 4 };
/* `$body#checksum`; returns its length. */
size_t gdb_frame(const struct gdb_reply *reply, char framed[GDB_FRAMED_SIZE]);

/* --- reading a body --- */

/* What is left of a body. */
struct gdb_text {
    const char *at, *end;
};

/* Skips PART if the text starts with it. */
bool gdb_skip(struct gdb_text *text, const char *part);
/* A hexadecimal number of 1 to 8 digits. */
bool gdb_number(struct gdb_text *text, uint32_t *value);
/* COUNT bytes of two digits each. */
bool gdb_bytes(struct gdb_text *text, void *bytes, size_t count);
/* 4 or 8 bytes in target byte order. */
bool gdb_value(struct gdb_text *text, uint64_t *value, unsigned size);
size_t gdb_left(const struct gdb_text *text);

#endif

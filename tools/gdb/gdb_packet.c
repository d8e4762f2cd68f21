/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_packet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/hex.h"
#include "chip/little_endian.h"

enum { INTERRUPT = 0x03, ESCAPE_XOR = 0x20 };

/* --- from the client --- */

static enum gdb_input begin(struct gdb_reader *reader)
{
    reader->reading = GDB_BODY;
    reader->sum = reader->given = 0;
    reader->bad_digit = reader->too_long = false;
    reader->length = 0;
    return GDB_NOTHING;
}

static enum gdb_input between(struct gdb_reader *reader, uint8_t byte)
{
    switch (byte) {
    case '$': return begin(reader);
    case '+': return GDB_ACK;
    case '-': return GDB_NACK;
    case INTERRUPT: return GDB_INTERRUPT;
    default: return GDB_JUNK;
    }
}

static void keep(struct gdb_reader *reader, char byte)
{
    if (reader->length == GDB_PACKET_SIZE)
        reader->too_long = true;
    else
        reader->body[reader->length++] = byte;
}

static enum gdb_input in_body(struct gdb_reader *reader, uint8_t byte)
{
    bool escaped = reader->reading == GDB_ESCAPED;
    if (byte == '$') /* the one before was cut off */
        return begin(reader);
    if (byte == '#') {
        reader->cut = escaped;
        reader->reading = GDB_SUM_HIGH;
        return GDB_NOTHING;
    }
    reader->sum = (uint8_t)(reader->sum + byte);
    reader->reading = GDB_BODY;
    if (escaped)
        keep(reader, (char)(byte ^ ESCAPE_XOR));
    else if (byte == '}')
        reader->reading = GDB_ESCAPED;
    else
        keep(reader, (char)byte);
    return GDB_NOTHING;
}

static enum gdb_input in_sum(struct gdb_reader *reader, uint8_t byte)
{
    int value = hex_value((char)byte);
    reader->bad_digit |= value < 0;
    reader->given = (uint8_t)(reader->given << 4 | (value & 15));
    if (reader->reading == GDB_SUM_HIGH) {
        reader->reading = GDB_SUM_LOW;
        return GDB_NOTHING;
    }
    reader->reading = GDB_BETWEEN;
    reader->body[reader->length] = 0;
    if (reader->bad_digit || reader->given != reader->sum)
        return GDB_BAD_SUM;
    if (reader->too_long)
        return GDB_TOO_LONG;
    return reader->cut ? GDB_CUT : GDB_PACKET;
}

enum gdb_input gdb_read(struct gdb_reader *reader, uint8_t byte)
{
    switch (reader->reading) {
    case GDB_BETWEEN: return between(reader, byte);
    case GDB_BODY:
    case GDB_ESCAPED: return in_body(reader, byte);
    default: return in_sum(reader, byte);
    }
}

/* --- to the client --- */

static bool room(struct gdb_reply *reply, size_t count)
{
    if (GDB_PACKET_SIZE - reply->length < count)
        reply->full = true;
    return !reply->full;
}

void gdb_add(struct gdb_reply *reply, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text ||
        !room(reply, (size_t)length))
        return;
    memcpy(reply->body + reply->length, text, (size_t)length);
    reply->length += (size_t)length;
}

void gdb_add_hex(struct gdb_reply *reply, const void *bytes, size_t count)
{
    const uint8_t *from = bytes;
    for (size_t i = 0; i < count && room(reply, 2); i++, reply->length += 2)
        hex_put_byte(reply->body + reply->length, from[i], HEX_LOWER);
}

void gdb_add_value(struct gdb_reply *reply, uint64_t value, unsigned size)
{
    uint8_t bytes[8];
    put_little_endian(bytes, 4, (uint32_t)value);
    put_little_endian(bytes + 4, 4, (uint32_t)(value >> 32));
    gdb_add_hex(reply, bytes, size);
}

size_t gdb_add_binary(struct gdb_reply *reply, const void *bytes, size_t count)
{
    const char *from = bytes;
    size_t done = 0;
    for (; done < count && room(reply, 2); done++) {
        char byte = from[done];
        if (byte && strchr("#$}*", byte)) {
            reply->body[reply->length++] = '}';
            byte ^= ESCAPE_XOR;
        }
        reply->body[reply->length++] = byte;
    }
    return done;
}

size_t gdb_frame(const struct gdb_reply *reply, char framed[GDB_FRAMED_SIZE])
{
    uint8_t sum = 0;
    for (size_t i = 0; i < reply->length; i++)
        sum = (uint8_t)(sum + (uint8_t)reply->body[i]);
    framed[0] = '$';
    memcpy(framed + 1, reply->body, reply->length);
    framed[reply->length + 1] = '#';
    hex_put_byte(framed + reply->length + 2, sum, HEX_LOWER);
    return reply->length + 4;
}

/* --- reading a body --- */

size_t gdb_left(const struct gdb_text *text)
{
    return (size_t)(text->end - text->at);
}

bool gdb_skip(struct gdb_text *text, const char *part)
{
    size_t length = strlen(part);
    if (gdb_left(text) < length || memcmp(text->at, part, length) != 0)
        return false;
    text->at += length;
    return true;
}

bool gdb_number(struct gdb_text *text, uint32_t *value)
{
    const char *start = text->at;
    *value = 0;
    while (text->at < text->end && hex_value(*text->at) >= 0) {
        if (text->at - start == 8)
            return false;
        *value = *value << 4 | (uint32_t)hex_value(*text->at++);
    }
    return text->at > start;
}

bool gdb_bytes(struct gdb_text *text, void *bytes, size_t count)
{
    uint8_t *to = bytes;
    if (gdb_left(text) / 2 < count)
        return false;
    for (size_t i = 0; i < count; i++, text->at += 2) {
        int byte = hex_byte(text->at);
        if (byte < 0)
            return false;
        to[i] = (uint8_t)byte;
    }
    return true;
}

bool gdb_value(struct gdb_text *text, uint64_t *value, unsigned size)
{
    uint8_t bytes[8] = {0};
    if (!gdb_bytes(text, bytes, size))
        return false;
    *value = little_endian(bytes, 4) | (uint64_t)little_endian(bytes + 4, 4)
                                           << 32;
    return true;
}

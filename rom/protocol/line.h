/* SPDX-License-Identifier: MIT
 *
 * A line to a host: bytes, and blocks of bytes with a checksum. AN3155
 * section 2.
 */
#ifndef ROM_PROTOCOL_LINE_H
#define ROM_PROTOCOL_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "rom/protocol/family.h"

#include FAMILY_HEADER(usart.h)

struct line {
    struct usart *usart;
    uint8_t sum; /* XOR of the bytes of the block being received */
    bool bad;    /* a byte of it had an error or was lost */
};

/* Receive a block of bytes with its checksum. SUM is 0, or 0xFF when the block
 * is one byte followed by its complement. */
void line_begin(struct line *line, uint8_t sum);
uint8_t line_get(struct line *line);
/* Receives the checksum; false: the block is malformed. */
bool line_end(struct line *line);

void line_put(struct line *line, uint8_t byte);
/* Waits until the last byte has left. */
void line_drain(struct line *line);

#endif

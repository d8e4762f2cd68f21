/* SPDX-License-Identifier: MIT
 *
 * A block that keeps what is written to it and gives its ready flags, and does
 * nothing else: a variant is the table of its registers. The first use of what
 * it does not do is reported. That its flags come at once is assumed.
 */
#ifndef CHIP_BLOCK_KEEPS_H
#define CHIP_BLOCK_KEEPS_H

#include "chip/map.h"

extern const struct map_kind keeps;

enum { KEEPS_WORDS = 21, KEEPS_REGISTERS = 10, KEEPS_LINKS = 2 };

struct keeps {
    uint32_t reg[KEEPS_WORDS];
};

struct keeps_register {
    uint16_t offset;
    uint16_t more; /* so many words behind it are alike */
    uint32_t reset;
    uint32_t writable;
    uint32_t reports;       /* bits that do nothing when they are set */
    uint32_t clears;        /* a 1 clears the same bit of the status register */
    uint32_t starts, flags; /* a 1 in `starts` sets `flags` there */
};

/* Bits that read as others do, `left` bits further left if not negative: a
 * ready flag follows its enable bit. */
struct keeps_link {
    uint16_t from, to; /* offsets */
    uint32_t bits;     /* of `from` */
    uint32_t flags;    /* of `to` while one of them is 1; 0 = see left */
    uint8_t left;
};

struct keeps_variant {
    struct keeps_register registers[KEEPS_REGISTERS];
    struct keeps_link links[KEEPS_LINKS];
    uint16_t status, enable; /* offsets: the interrupt is requested while */
    uint32_t requests;       /* one of these bits is 1 in both; 0 = none */
};

#endif

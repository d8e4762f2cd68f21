/* SPDX-License-Identifier: MIT
 *
 * A block of straight code, decoded once: made by the decoder (decoder.h),
 * translated by the translator (native.h), run by the fast loop (fast.h).
 */
#ifndef CHIP_CORE_ARMV6M_DECODED_BLOCK_H
#define CHIP_CORE_ARMV6M_DECODED_BLOCK_H

#include "chip/core/armv6m/decode.h"

enum {
    BLOCK_OPS = 20,
    BLOCK_CODE = BLOCK_OPS + 1, /* the last one may have two halfwords */
    BLOCK_COUNT = 4096
};

/* The instructions from one address to the first branch that is always taken,
 * or to one that only the plain loop executes. */
struct block {
    uint32_t pc;         /* of its first instruction */
    uint16_t worst;      /* cycles until its last one begins, at most */
    uint8_t wait;        /* wait states of a sequential word, in op.cycles, */
    uint8_t branch_wait; /* and of a fetch after a branch */
    uint8_t length;      /* of code[] */
    uint16_t reach;      /* halfwords that must be there: the code, and what
                          * its translation reads behind it */
    uint8_t heat;        /* how often it was begun, up to decoder6.hot */
    uint8_t lame;        /* short stays in a row that began with it */
    /* Offsets in struct native once the block is translated: the entry after a
     * branch, the entry in sequence, and the one past the checks; body = 0: it
     * is not translated. */
    uint32_t entry, entry_in_sequence, body;
    struct op ops[BLOCK_OPS + 1];
    uint16_t code[BLOCK_CODE];
};

#endif

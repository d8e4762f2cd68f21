/* SPDX-License-Identifier: MIT
 *
 * Blocks of straight code of ARMv7-M, decoded once, for its fast loop (fast.h).
 *
 * A decoder contains no state of a chip. Each block has a copy of the halfwords
 * it was decoded from, which are compared with the chip's memory before the
 * block is trusted; trust ends as soon as anything but blocks runs. So memory
 * may be changed by the core, the flash, the host or another snapshot. Blocks
 * in SRAM are compared every time, and end with a store.
 */
#ifndef CHIP_CORE_ARMV7M_DECODER_H
#define CHIP_CORE_ARMV7M_DECODER_H

#include "chip/core/armv7m/op.h"
#include "chip/state.h"

enum {
    BLOCK7_OPS = 28,              /* with those for conditions, and the end */
    BLOCK7_CODE = 2 * BLOCK7_OPS, /* halfwords */
    BLOCK7_COUNT = 4096
};

/* The instructions from one address to the first branch that is always taken,
 * or to one that only the plain loop executes. */
struct block7 {
    uint32_t pc;         /* of its first instruction */
    uint32_t trust;      /* decoder.epoch when it was compared last */
    uint16_t worst;      /* cycles until its last one begins, at most */
    uint8_t wait;        /* wait states of a sequential word, in op.cycles, */
    uint8_t branch_wait; /* and of a fetch after a branch */
    uint8_t sets;        /* of the core it was decoded for */
    uint8_t length;      /* of code[]; 0 = no block */
    struct op7 ops[BLOCK7_OPS];
    uint16_t code[BLOCK7_CODE];
};

/* All zero is an empty decoder. */
struct decoder7 {
    uint32_t epoch;
    struct block7 blocks[BLOCK7_COUNT]; /* by address: decoder7_at() */
};

/* The only place for a block that begins at `pc`. */
static inline struct block7 *decoder7_at(struct decoder7 *decoder, uint32_t pc)
{
    uint32_t halfword = pc >> 1;
    return &decoder->blocks[(halfword ^ halfword >> 12) % BLOCK7_COUNT];
}

/* Nothing is trusted any more. */
void decoder7_doubt(struct decoder7 *decoder);

/* Returns the block that begins at `pc`, in the chip's fetch window, as its
 * memory is now, outside an IT block. NULL: the plain loop must run it (it
 * contains a breakpoint, or does not fit in the window). */
struct block7 *decoder7_block(struct decoder7 *decoder, const struct chip *chip,
                              uint32_t pc);

#endif

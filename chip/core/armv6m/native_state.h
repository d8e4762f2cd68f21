/* SPDX-License-Identifier: MIT
 *
 * Memory for translated blocks, and the state that their code works on; see
 * native.h.
 */
#ifndef CHIP_CORE_ARMV6M_NATIVE_STATE_H
#define CHIP_CORE_ARMV6M_NATIVE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/core/armv6m/decoded_block.h"

enum { NATIVE_JUMPS = 1024, NATIVE_CODE = 1 << 20 };

struct native {
    /* Addresses of the code that returns to the fast loop, or that looks for a
     * block. */
    void (*leave)(void), (*jump)(void);
    const struct native *executable; /* this struct in the other mapping */
    uint32_t used;                   /* of code[] */
    uint32_t epoch;                  /* decoder6.epoch */
    /* The jump in code[] that ended the last run and may be linked to the block
     * at `to`, which may follow it in sequence; jump 0 = none. */
    struct native_tie {
        uint32_t jump, to;
        bool in_sequence;
    } pending;
    uint32_t trusted[BLOCK_COUNT]; /* epoch in which it was compared */
    /* Blocks by the address of the guest. */
    struct native_jump {
        uint32_t pc;    /* NATIVE_NOWHERE = unused */
        uint32_t entry; /* byte of struct native */
    } jumps[NATIVE_JUMPS];
    _Alignas(4096) uint8_t code[NATIVE_CODE];
};

enum { NATIVE_NOWHERE = 1 };

/* The state passed into native code and back. */
struct native_state {
    uint32_t *r;    /* cpu.r */
    uint8_t *sram;  /* chip.sram */
    int32_t left;   /* cycles */
    uint32_t nz;    /* a result: N is its bit 31, Z that it is 0 */
    uint8_t c, v;   /* 0 or 1 */
    uint16_t spare; /* 0 */
    uint32_t count; /* out: instructions of the blocks that ended */
    uint32_t last;  /* in: NATIVE_NONE; out: the last instruction of the block
                     * that ended last, | NATIVE_IN_SEQUENCE */
    uint32_t at;    /* out: pc of the next block, or an instruction's number */
    uint32_t which; /* out: NATIVE_INSIDE | block, or the jump to be tied */
};

enum { NATIVE_IN_SEQUENCE = 1 };  /* it did not branch */
#define NATIVE_NONE   0xFFFFFFFFu /* no block has ended */
#define NATIVE_INSIDE 0x80000000u /* the stay ended inside of a block */

#endif

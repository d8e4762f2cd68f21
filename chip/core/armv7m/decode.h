/* SPDX-License-Identifier: MIT
 *
 * Decodes an instruction of ARMv7-M, DDI0403 A5 and A7.7. What is UNDEFINED
 * there is UNDEFINED here. UNPREDICTABLE encodings are kept apart and handled
 * like those: assumed, so that firmware does not depend on them. Some of the
 * UNPREDICTABLE 16-bit encodings that no bit of their own marks are executed:
 * CMP of two low registers in its form for high ones, CPS of no mask.
 */
#ifndef CHIP_CORE_ARMV7M_DECODE_H
#define CHIP_CORE_ARMV7M_DECODE_H

#include "chip/core/armv7m/code.h"
#include "chip/core/armv7m/op.h"

/* Decodes one instruction. Addresses relative to pc are absolute in it. */
struct op7 decode7(const struct code7 *code);

/* Does that for an instruction of 32 bits: all but its cost and what an IT
 * block changes. */
struct op7 decode7_wide(const struct code7 *code);

/* Returns the next ITSTATE. */
static inline uint8_t decode7_it_next(uint8_t it)
{
    return it & 7 ? (it & 0xE0) | (it << 1 & 0x1F) : 0;
}

/* Returns whether an instruction writes the PC. */
static inline bool decode7_branches(const struct op7 *op)
{
    return (op->kind >= V7_B && op->kind <= V7_TBH) || op->kind == V7_LDM_PC ||
           (op->kind == V7_LOAD_OTHER && op->d == 15);
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of an operation on a non-volatile memory that is in
 * flight. No document says: board.torn chooses one of the ends that are
 * possible (assumed).
 */
#ifndef CHIP_TEAR_H
#define CHIP_TEAR_H

#include "chip/state.h"

/* Cells that an operation changes, and what it makes of them. */
struct tear {
    uint8_t *cells;
    const uint8_t *after; /* NULL = erased */
    uint32_t length;
    uint8_t erased; /* what an erased cell reads as: 0x00 or 0xFF */
    bool programs;  /* a plain programming: no bit returns to erased */
};

/* Returns whether the cells become a mix of before and after. */
bool tear_is_mix(const struct chip *chip);
/* Returns the seed of the mix: the three differ, as do those of cuts at other
 * times. */
uint32_t tear_seed(const struct chip *chip);
/* Leaves the cells as board.torn says. */
void tear_cells(const struct chip *chip, const struct tear *tear,
                uint32_t *seed);
/* Lets each of the bits that are set in `bits` read as 0 or 1. */
void tear_settle(uint8_t *cells, const uint8_t *bits, uint32_t length,
                 uint32_t *seed);
/* Lets each bit that is not erased read as erased, or not. */
void tear_weaken(uint8_t *cells, uint32_t length, uint8_t erased,
                 uint32_t *seed);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The random number generator of the F2, F4 and L0: a number every 40 periods
 * of its 48 MHz clock. RM0367 section 20, whose text could not be checked: what
 * the comments do not grade otherwise is assumed.
 *
 * The numbers are those of a pseudo-random generator, the same in every run:
 * board.seed decides, and what was read before; resets other than power-on do
 * not begin it anew. A number waits in DR until it is read (assumed), so that a
 * generator that nobody reads has nothing to do.
 *
 * Not modelled: seed errors (SECS, SEIS stay 0), and a clock that is there but
 * too slow for HCLK.
 */
#ifndef CHIP_BLOCK_RNG_V1_H
#define CHIP_BLOCK_RNG_V1_H

#include "chip/map.h"
#include "chip/ticks.h"

extern const struct map_kind rng_v1;

struct rng_v1 {
    uint32_t cr, sr, dr;
    struct ticks clock;
    uint32_t noise; /* state of the generator */
};

#endif

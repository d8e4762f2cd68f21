/* SPDX-License-Identifier: MIT
 *
 * Virtual time. `cycle` counts HCLK cycles since power-on; real time is kept
 * in picoseconds, because oscillators, flash, watchdog and UART lines do not
 * follow HCLK. Between two clock changes time is linear in `cycle`, so an
 * event due at a picosecond has one exact due cycle.
 */
#ifndef CHIP_CLOCK_H
#define CHIP_CLOCK_H

#include "chip/state.h"

/* Returns the time since power-on, in ps. */
uint64_t clock_ps(const struct chip *chip);
/* Returns the first cycle at which `ps` is reached, under the present HCLK. */
uint64_t clock_cycle_at(const struct chip *chip, uint64_t ps);
/* Returns the time at which `cycle` (not before the last clock change) is
 * reached. */
uint64_t clock_ps_at(const struct chip *chip, uint64_t cycle);

/* Return what the fields HPRE (0xxx = 1, 8.. = 2, 4, 8, 16, 64, 128, 256, 512;
 * no 32) and PPRE (0xx = 1, 4.. = 2, 4, 8, 16) divide by, as a shift. */
static inline unsigned clock_ahb_shift(uint32_t code)
{
    static const uint8_t shift[] = {1, 2, 3, 4, 6, 7, 8, 9};
    return code & 8 ? shift[code & 7] : 0;
}

static inline unsigned clock_apb_shift(uint32_t code)
{
    return code & 4 ? (code & 3) + 1 : 0;
}

#endif

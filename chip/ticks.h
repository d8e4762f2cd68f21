/* SPDX-License-Identifier: MIT
 *
 * Time in periods of a clock that may change its frequency, stand still and go
 * on. A block keeps one for its kernel clock; what is left of a period when the
 * clock changes is lost.
 */
#ifndef CHIP_TICKS_H
#define CHIP_TICKS_H

#include "chip/clock.h"

struct ticks {
    uint64_t base_ps;
    uint64_t period_ps; /* 0 = it stands still */
};

/* Starts a period now. */
static inline void ticks_start(const struct chip *chip, struct ticks *ticks)
{
    ticks->base_ps = clock_ps(chip);
}

/* Returns how many periods have passed since the base. */
static inline uint64_t ticks_passed(const struct chip *chip,
                                    const struct ticks *ticks)
{
    uint64_t now = clock_ps(chip);
    if (!ticks->period_ps || now < ticks->base_ps)
        return 0;
    return (now - ticks->base_ps) / ticks->period_ps;
}

/* Moves the base on by `count` periods. */
static inline void ticks_spend(struct ticks *ticks, uint64_t count)
{
    ticks->base_ps += count * ticks->period_ps;
}

/* Sets the period from now on; the same period does not start anew. */
static inline void ticks_set(const struct chip *chip, struct ticks *ticks,
                             uint64_t period_ps)
{
    if (period_ps == ticks->period_ps)
        return;
    ticks->period_ps = period_ps;
    ticks_start(chip, ticks);
}

/* Returns the time at which `count` periods from the base are over. */
static inline uint64_t ticks_ps(const struct ticks *ticks, uint64_t count)
{
    return ticks->period_ps ? ticks->base_ps + count * ticks->period_ps : NEVER;
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * The same noise on every machine, for cells that settle at random: xorshift32
 * (Marsaglia 2003). The state is never 0.
 */
#ifndef CHIP_NOISE_H
#define CHIP_NOISE_H

#include <stdint.h>

static inline uint32_t noise_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static inline void noise_fill(uint8_t *bytes, uint32_t count, uint32_t seed)
{
    uint32_t state = seed ? seed : 1;
    for (uint32_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(noise_next(&state) >> 24);
}

#endif

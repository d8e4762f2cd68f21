/* SPDX-License-Identifier: MIT
 *
 * Random numbers for tests, from a seed alone: splitmix64 (public domain,
 * https://prng.di.unimi.it/splitmix64.c).
 */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

/* 0 to limit - 1. */
static inline uint32_t random_below(uint64_t *seed, uint32_t limit)
{
    return (uint32_t)((random_next(seed) >> 32) * limit >> 32);
}

#endif

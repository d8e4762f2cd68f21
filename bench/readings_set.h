/* SPDX-License-Identifier: MIT
 *
 * A set of combinations of readings: for each reading the values that are in
 * it. A reading that does not apply to the ROM has its value 0 alone.
 */
#ifndef BENCH_READINGS_SET_H
#define BENCH_READINGS_SET_H

#include "bench/readings.h"

struct readings_set {
    unsigned rom;
    uint8_t values[READINGS_MAX]; /* 1 << value */
};

/* Returns every combination of a ROM, that of the chip included. */
struct readings_set readings_set_all(unsigned rom);

/* Keeps the combinations that have the values of WANTED for the readings in
 * GIVEN, a mask of 1 << number; those that do not apply are ignored. */
void readings_set_keep(struct readings_set *set, uint32_t given,
                       struct readings wanted);

/* Keeps the combinations that match PATTERN: "name=value", where the value may
 * have the wildcards of fnmatch(). False: no reading of the set has that name
 * and value; *set is then unchanged. */
bool readings_set_match(struct readings_set *set, const char *pattern);

/* Returns the first value of the reading in the set, and how many it has. */
unsigned readings_set_first(const struct readings_set *set, unsigned reading);
unsigned readings_set_choice(const struct readings_set *set, unsigned reading);

/* Returns how many combinations of the readings in MASK there are. */
unsigned readings_set_count(const struct readings_set *set, uint32_t mask);

#endif

/* SPDX-License-Identifier: MIT
 *
 * A sample of the combinations of readings in which any three values of three
 * readings meet: V4.1 of the L0 has thirteen thousand combinations without
 * those that the probe cannot see, and too many tests would take each of them.
 */
#ifndef TESTS_READINGS_SAMPLE_H
#define TESTS_READINGS_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "bench/readings.h"
#include "chip/noise.h"

enum { SAMPLE_MAX = 200, SAMPLE_TRIES = 40 };

struct readings_sample {
    unsigned rom;
    unsigned count;
    struct readings list[SAMPLE_MAX]; /* the first one is the default */
    /* Which triples of values the list has, by reading and value. */
    bool met[READINGS_MAX][READINGS_MAX][READINGS_MAX][READING_VALUES]
            [READING_VALUES][READING_VALUES];
};

static inline bool sample_varies(const struct readings_sample *sample,
                                 unsigned reading)
{
    return !reading_info(sample->rom, reading)->unprobed &&
           (readings_mask(sample->rom) & ~readings_of_chip(sample->rom)) >>
                   reading &
               1;
}

/* Returns how many new triples READINGS have; with MEET they count as met. */
static inline unsigned sample_new(struct readings_sample *sample,
                                  struct readings readings, bool meet)
{
    const uint8_t *value = readings.value;
    unsigned count = 0, all = reading_count(sample->rom);
    for (unsigned i = 0; i < all; i++)
        for (unsigned j = i + 1; j < all; j++)
            for (unsigned k = j + 1; k < all; k++) {
                bool *met = &sample->met[i][j][k][value[i]][value[j]][value[k]];
                count += !*met;
                *met = *met || meet;
            }
    return count;
}

static inline struct readings
sample_random(const struct readings_sample *sample, uint32_t *x)
{
    struct readings readings = {{0}};
    for (unsigned i = 0; i < reading_count(sample->rom); i++)
        if (sample_varies(sample, i))
            readings.value[i] =
                (uint8_t)(noise_next(x) %
                          reading_value_count(reading_info(sample->rom, i)));
    return readings;
}

/* Returns how many triples there are. */
static inline unsigned sample_triples(const struct readings_sample *sample)
{
    unsigned values[READINGS_MAX], count = 0;
    unsigned all = reading_count(sample->rom);
    for (unsigned i = 0; i < all; i++)
        values[i] = sample_varies(sample, i)
                        ? reading_value_count(reading_info(sample->rom, i))
                        : 1;
    for (unsigned i = 0; i < all; i++)
        for (unsigned j = i + 1; j < all; j++)
            for (unsigned k = j + 1; k < all; k++)
                count += values[i] * values[j] * values[k];
    return count;
}

/* Takes the best of some random combinations, until no triple is left. */
static inline void readings_sample(struct readings_sample *sample, unsigned rom)
{
    uint32_t x = 2463534242;
    memset(sample, 0, sizeof *sample);
    sample->rom = rom;
    unsigned left = sample_triples(sample);
    struct readings best = {{0}};
    while (left && sample->count < SAMPLE_MAX) {
        left -= sample_new(sample, best, true);
        sample->list[sample->count++] = best;
        unsigned most = 0;
        while (left && most == 0)
            for (unsigned i = 0; i < SAMPLE_TRIES; i++) {
                struct readings next = sample_random(sample, &x);
                unsigned gain = sample_new(sample, next, false);
                if (gain > most)
                    best = next;
                most = gain > most ? gain : most;
            }
    }
}

#endif

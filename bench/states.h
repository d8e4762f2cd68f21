/* SPDX-License-Identifier: MIT
 *
 * The states that a part was started from after a cut, by their hash of 64
 * bits, each with a number for what became of it. Among 100,000 states two have
 * the same hash with a chance of one to 3.7 thousand million.
 */
#ifndef BENCH_STATES_H
#define BENCH_STATES_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: none. */
struct states {
    struct state {
        uint64_t hash;
        uint32_t number;
        bool used;
    } * table; /* to be freed */
    uint32_t count;
    uint32_t size; /* of the table, a power of 2, or 0; there is room for half
                      as many */
};

/* Finds a state; false: it is not there, and *NUMBER is not changed. */
bool states_find(const struct states *states, uint64_t hash, uint32_t *number);

/* Adds a state, or gives it another number. False: out of memory. */
bool states_put(struct states *states, uint64_t hash, uint32_t number);

void states_free(struct states *states);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The states in which a part was started after a cut, and what became of it: a
 * set of hashes.
 */
#ifndef BENCH_CUT_STATES_H
#define BENCH_CUT_STATES_H

#include <stdbool.h>
#include <stdint.h>

enum cut_fate {
    CUT_UNKNOWN,
    CUT_SURVIVED,
    CUT_FAILED,
    CUT_DEPENDS /* on readings: the state with their values is another one */
};

struct cut_states {
    struct cut_state {
        uint64_t hash;
        enum cut_fate fate; /* CUT_UNKNOWN = the place is free */
    } * table;              /* all zero: empty; to be freed */
    uint32_t count, capacity;
};

enum cut_fate cut_states_find(const struct cut_states *states, uint64_t hash);

/* Notes a state, or another fate of one. False: out of memory. */
bool cut_states_note(struct cut_states *states, uint64_t hash,
                     enum cut_fate fate);

#endif

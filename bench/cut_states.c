/* SPDX-License-Identifier: MIT */
#include "bench/cut_states.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 1024 /* a power of 2, as all are */ };

/* Returns the place of the hash, or the free one where it belongs. There is
 * always a free one. */
static struct cut_state *place(struct cut_state *table, uint32_t capacity,
                               uint64_t hash)
{
    uint32_t at = (uint32_t)hash & (capacity - 1);
    while (table[at].fate != CUT_UNKNOWN && table[at].hash != hash)
        at = (at + 1) & (capacity - 1);
    return &table[at];
}

enum cut_fate cut_states_find(const struct cut_states *states, uint64_t hash)
{
    return states->capacity ? place(states->table, states->capacity, hash)->fate
                            : CUT_UNKNOWN;
}

static bool grow(struct cut_states *states)
{
    uint32_t capacity =
        states->capacity ? 2 * states->capacity : FIRST_CAPACITY;
    struct cut_state *table = calloc(capacity, sizeof *table);
    if (!table)
        return false;
    for (uint32_t i = 0; i < states->capacity; i++)
        if (states->table[i].fate != CUT_UNKNOWN)
            *place(table, capacity, states->table[i].hash) = states->table[i];
    free(states->table);
    states->table = table;
    states->capacity = capacity;
    return true;
}

bool cut_states_note(struct cut_states *states, uint64_t hash,
                     enum cut_fate fate)
{
    if (2 * (states->count + 1) > states->capacity && !grow(states))
        return false;
    struct cut_state *state = place(states->table, states->capacity, hash);
    states->count += state->fate == CUT_UNKNOWN;
    *state = (struct cut_state){.hash = hash, .fate = fate};
    return true;
}

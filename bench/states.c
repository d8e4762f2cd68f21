/* SPDX-License-Identifier: MIT */
#include "bench/states.h"

#include <stdlib.h>

enum { FIRST_SIZE = 1024 };

/* Returns the state, or the free one where it belongs: there is always one. */
static struct state *place(const struct states *states, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & (states->size - 1);
    while (states->table[at].used && states->table[at].hash != hash)
        at = (at + 1) & (states->size - 1);
    return &states->table[at];
}

bool states_find(const struct states *states, uint64_t hash, uint32_t *number)
{
    if (states->size == 0)
        return false;
    const struct state *state = place(states, hash);
    if (state->used)
        *number = state->number;
    return state->used;
}

static bool make_room(struct states *states)
{
    struct states larger = {.count = states->count,
                            .size =
                                states->size ? 2 * states->size : FIRST_SIZE};
    larger.table = calloc(larger.size, sizeof *larger.table);
    if (!larger.table)
        return false;
    for (uint32_t i = 0; i < states->size; i++)
        if (states->table[i].used)
            *place(&larger, states->table[i].hash) = states->table[i];
    free(states->table);
    *states = larger;
    return true;
}

bool states_put(struct states *states, uint64_t hash, uint32_t number)
{
    if (2 * states->count >= states->size && !make_room(states))
        return false;
    struct state *state = place(states, hash);
    states->count += !state->used;
    *state = (struct state){.hash = hash, .number = number, .used = true};
    return true;
}

void states_free(struct states *states)
{
    free(states->table);
    *states = (struct states){.table = NULL};
}

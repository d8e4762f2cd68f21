/* SPDX-License-Identifier: MIT */
#include "bench/update_memo.h"

#include <stdlib.h>
#include <string.h>

#include "bench/grow.h"

bool update_memo_find(const struct update_memo *memo, uint64_t key,
                      struct update_end *end)
{
    uint32_t number;
    if (!states_find(&memo->states, key, &number))
        return false;
    *end = memo->ends[number];
    return true;
}

static bool make_room(struct update_memo *memo)
{
    uint64_t *keys =
        grow(memo->keys, memo->count, &memo->key_room, sizeof *keys);
    if (keys)
        memo->keys = keys;
    struct update_end *ends =
        grow(memo->ends, memo->count, &memo->end_room, sizeof *ends);
    if (ends)
        memo->ends = ends;
    return keys && ends;
}

bool update_memo_add(struct update_memo *memo, uint64_t key,
                     const struct update_end *end)
{
    if (!make_room(memo) || !states_put(&memo->states, key, memo->count))
        return false;
    memo->keys[memo->count] = key;
    memo->ends[memo->count++] = *end;
    return true;
}

void update_memo_free(struct update_memo *memo)
{
    states_free(&memo->states);
    free(memo->keys);
    free(memo->ends);
    memset(memo, 0, sizeof *memo);
}

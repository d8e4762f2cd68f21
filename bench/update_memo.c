/* SPDX-License-Identifier: MIT */
#include "bench/update_memo.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 1024 };

/* The row of a key, or the one where it belongs. Keys are hashes already. */
static struct update_memo_row *row_of(const struct update_memo *memo,
                                      uint64_t key)
{
    uint32_t at = (uint32_t)key & (memo->size - 1);
    while (memo->rows[at].used && memo->rows[at].key != key)
        at = (at + 1) & (memo->size - 1);
    return &memo->rows[at];
}

bool update_memo_find(const struct update_memo *memo, uint64_t key,
                      struct update_end *end)
{
    if (memo->size == 0)
        return false;
    const struct update_memo_row *row = row_of(memo, key);
    if (row->used)
        *end = row->end;
    return row->used;
}

static bool grow(struct update_memo *memo)
{
    struct update_memo larger = {.size =
                                     memo->size ? 2 * memo->size : FIRST_SIZE};
    uint64_t *keys = realloc(memo->keys, larger.size / 2 * sizeof *memo->keys);
    if (!keys)
        return false;
    memo->keys = larger.keys = keys;
    larger.rows = calloc(larger.size, sizeof *larger.rows);
    if (!larger.rows)
        return false;
    for (uint32_t i = 0; i < memo->size; i++)
        if (memo->rows[i].used)
            *row_of(&larger, memo->rows[i].key) = memo->rows[i];
    larger.count = memo->count;
    free(memo->rows);
    *memo = larger;
    return true;
}

bool update_memo_add(struct update_memo *memo, uint64_t key,
                     const struct update_end *end)
{
    if (2 * memo->count >= memo->size && !grow(memo))
        return false;
    *row_of(memo, key) =
        (struct update_memo_row){.key = key, .used = true, .end = *end};
    memo->keys[memo->count++] = key;
    return true;
}

void update_memo_free(struct update_memo *memo)
{
    free(memo->rows);
    free(memo->keys);
    memset(memo, 0, sizeof *memo);
}

/* SPDX-License-Identifier: MIT
 *
 * The states that were booted, and how: a table by their keys, which are hashes
 * of 64 bits. Among 100,000 states two have the same key with a chance of one
 * to 3.7 thousand million.
 */
#ifndef BENCH_UPDATE_MEMO_H
#define BENCH_UPDATE_MEMO_H

#include "bench/update_why.h"

/* All zero is an empty one. */
struct update_memo {
    struct update_memo_row {
        uint64_t key;
        bool used;
        struct update_end end;
    } * rows;       /* to be freed */
    uint64_t *keys; /* in the order in which they were added; to be freed */
    uint32_t count;
    uint32_t size; /* of rows, a power of 2, or 0; there is room for half as
                      many keys */
};

/* Finds a key; false: it is not there, and *END is not changed. */
bool update_memo_find(const struct update_memo *memo, uint64_t key,
                      struct update_end *end);
/* Adds a key that is not there. False: out of memory. */
bool update_memo_add(struct update_memo *memo, uint64_t key,
                     const struct update_end *end);
void update_memo_free(struct update_memo *memo);

#endif

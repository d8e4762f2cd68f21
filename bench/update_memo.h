/* SPDX-License-Identifier: MIT
 *
 * The states that were booted in an update, and how.
 */
#ifndef BENCH_UPDATE_MEMO_H
#define BENCH_UPDATE_MEMO_H

#include "bench/states.h"
#include "bench/update_why.h"

/* All zero is an empty one. */
struct update_memo {
    struct states states;    /* the number of each: its place in both lists, */
    uint64_t *keys;          /* which are in the order of the additions; to be
                              * freed */
    struct update_end *ends; /* likewise */
    unsigned key_room, end_room;
    unsigned count;
};

/* Finds a key; false: it is not there, and *END is not changed. */
bool update_memo_find(const struct update_memo *memo, uint64_t key,
                      struct update_end *end);
/* Adds a key that is not there. False: out of memory. */
bool update_memo_add(struct update_memo *memo, uint64_t key,
                     const struct update_end *end);
void update_memo_free(struct update_memo *memo);

#endif

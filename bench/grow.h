/* SPDX-License-Identifier: MIT
 *
 * Room for one element more in a list that grows by doubling.
 */
#ifndef BENCH_GROW_H
#define BENCH_GROW_H

#include <stddef.h>

/* Returns LIST, moved if it had no room for an element of SIZE bytes behind
 * COUNT others. NULL: out of memory; the list and *CAPACITY are unchanged. */
void *grow(void *list, unsigned count, unsigned *capacity, size_t size);

#endif

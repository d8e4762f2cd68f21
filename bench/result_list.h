/* SPDX-License-Identifier: MIT
 *
 * Results, as many as there are.
 */
#ifndef BENCH_RESULT_LIST_H
#define BENCH_RESULT_LIST_H

#include "bench/result.h"

struct result_list {
    struct result *results; /* to be freed */
    unsigned count, capacity;
};

/* Appends a result, all zero. NULL: out of memory. */
struct result *result_list_add(struct result_list *list);

/* Sorts those from number FIRST on, in the order of scenario_compare(). */
void result_list_sort(struct result_list *list, unsigned first);

#endif

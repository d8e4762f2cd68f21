/* SPDX-License-Identifier: MIT */
#include "bench/result_list.h"

#include <stdlib.h>
#include <string.h>

struct result *result_list_add(struct result_list *list)
{
    if (list->count == list->capacity) {
        unsigned capacity = list->capacity ? 2 * list->capacity : 64;
        struct result *more =
            realloc(list->results, capacity * sizeof *list->results);
        if (!more)
            return NULL;
        list->results = more;
        list->capacity = capacity;
    }
    struct result *result = &list->results[list->count++];
    memset(result, 0, sizeof *result);
    return result;
}

static int by_scenario(const void *a, const void *b)
{
    const struct result *left = a, *right = b;
    return scenario_compare(&left->scenario, &right->scenario);
}

void result_list_sort(struct result_list *list, unsigned first)
{
    if (list->count > first)
        qsort(list->results + first, list->count - first, sizeof *list->results,
              by_scenario);
}

/* SPDX-License-Identifier: MIT */
#include "bench/result_list.h"

#include <stdlib.h>
#include <string.h>

#include "bench/grow.h"

struct result *result_list_add(struct result_list *list)
{
    struct result *more =
        grow(list->results, list->count, &list->capacity, sizeof *more);
    if (!more)
        return NULL;
    list->results = more;
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

/* SPDX-License-Identifier: MIT */
#include "bench/grow.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 64 };

void *grow(void *list, unsigned count, unsigned *capacity, size_t size)
{
    unsigned larger = *capacity ? 2 * *capacity : FIRST_CAPACITY;
    if (count < *capacity)
        return list;
    void *more = realloc(list, larger * size);
    if (more)
        *capacity = larger;
    return more;
}

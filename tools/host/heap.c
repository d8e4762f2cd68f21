/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* sbrk, madvise */

#include "tools/host/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    PAGE = 4 << 10,
    HUGE_PAGE = 2 << 20, /* of x86-64, and of ARM64 with such pages */
    HEAP = 4 * HUGE_PAGE,
    LARGEST = 32 << 20 /* M_MMAP_THRESHOLD takes no more */
};

/* Lets the heap begin just before a huge page, which is still untouched then,
 * when malloc() has written what stands in front of a block. */
static void align(void)
{
    uintptr_t end = (uintptr_t)sbrk(0);
    sbrk((intptr_t)(-(end + PAGE) % HUGE_PAGE));
}

static void ask_for_huge_pages(void *memory, size_t size)
{
    size_t before = -(uintptr_t)memory % HUGE_PAGE;
    if (before < size)
        madvise((char *)memory + before,
                (size - before) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
}

void heap_begin(void)
{
    align();
    mallopt(M_MMAP_THRESHOLD, LARGEST); /* copies are on the heap, */
    mallopt(M_TRIM_THRESHOLD, LARGEST); /* which keeps its pages */
    void *heap = malloc(HEAP + PAGE);
    if (heap)
        ask_for_huge_pages(heap, HEAP + PAGE);
    free(heap);
}

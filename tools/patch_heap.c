/* SPDX-License-Identifier: MIT */
#include "tools/patch_heap.h"

#include "bench/refuse.h"

/* Where malloc or the collector begins: newlib (end, _end, __end__), CMSIS
 * (__HeapBase), MicroPython (_heap_start), RIOT (_sheap), ChibiOS
 * (__heap_base__), cortex-m-rt (__sheap), and variations. */
static const char *const starts[] = {
    "end",         "_end",           "__end__",      "__HeapBase",
    "_heap_start", "__heap_start",   "_sheap",       "__sheap",
    "_heap_base",  "__heap_start__", "__heap_base__"};

/* Where it ends. newlib's has no name: it ends at the stack. */
static const char *const ends[] = {"__HeapLimit",  "_heap_end", "__heap_end",
                                   "__heap_end__", "_eheap",    "__heap_limit"};

enum {
    STARTS = sizeof starts / sizeof *starts,
    ENDS = sizeof ends / sizeof *ends
};

/* It is known to end above START, at NOTED or before it. */
static bool heap_ends(const struct image *image, uint32_t start, uint32_t noted)
{
    for (unsigned i = 0; i < ENDS; i++) {
        const struct image_symbol *end = image_symbol(image, ends[i]);
        if (end && end->address > start && end->address <= noted)
            return true;
    }
    return false;
}

bool patch_heap_over_outcome(const struct image *image,
                             char text[IMAGE_ERROR_SIZE])
{
    const struct image_symbol *noted = image_symbol(image, "boot0_noted");
    if (!noted || noted->absolute)
        return false;
    for (unsigned i = 0; i < STARTS; i++) {
        const struct image_symbol *start = image_symbol(image, starts[i]);
        if (!start || start->address < SRAM_BASE ||
            start->address > noted->address ||
            heap_ends(image, start->address, noted->address))
            continue;
        refuse(text, IMAGE_ERROR_SIZE,
               "the heap begins at 0x%08X (%s) and runs over the outcome of "
               "the last request at 0x%08X (boot0_noted): boot0_outcome() may "
               "return anything; put .noinit in front of the heap "
               "(docs/integration.md, section 4)",
               (unsigned)start->address, start->name, (unsigned)noted->address);
        return true;
    }
    return false;
}

/* SPDX-License-Identifier: MIT */
#include "bench/image_builder.h"

#include <stdlib.h>
#include <string.h>

enum { COMPARED = 256 /* bytes of two names that decide their order */ };

void *image_memory(struct image *image, void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    image->out_of_memory |= !memory;
    return memory;
}

/* Makes room for one more entry. The table doubles each time that `count` is a
 * power of two, so that it grows in time proportional to its size. */
static void *grow(struct image *image, void *table, size_t count, size_t size)
{
    if (count & (count - 1))
        return table;
    return image_memory(image, table, (count ? 2 * count : 1) * size);
}

void image_add_segment(struct image *image, uint32_t address, uint8_t *data,
                       uint32_t size)
{
    struct image_segment *segments =
        grow(image, image->segments, image->segment_count, sizeof *segments);
    if (!segments)
        return;
    image->segments = segments;
    image->segments[image->segment_count++] =
        (struct image_segment){.address = address, .size = size, .data = data};
}

void image_add_copy(struct image *image, struct image_copy copy)
{
    struct image_copy *copies =
        grow(image, image->copies, image->copy_count, sizeof *copies);
    if (!copies)
        return;
    image->copies = copies;
    image->copies[image->copy_count++] = copy;
}

void image_add_code(struct image *image, uint32_t lo, uint32_t hi)
{
    struct image_range *code =
        grow(image, image->code, image->code_count, sizeof *code);
    if (!code)
        return;
    image->code = code;
    image->code[image->code_count++] = (struct image_range){.lo = lo, .hi = hi};
}

static int compare_symbols(const void *a, const void *b)
{
    const struct image_symbol *left = a, *right = b;
    if (left->address != right->address)
        return left->address < right->address ? -1 : 1;
    return strncmp(left->name, right->name, COMPARED);
}

void image_sort_symbols(struct image *image)
{
    qsort(image->symbols, image->symbol_count, sizeof *image->symbols,
          compare_symbols);
}

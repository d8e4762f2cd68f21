/* SPDX-License-Identifier: MIT */
#include "bench/image_builder.h"

#include <stdlib.h>

void *image_memory(struct image *image, void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    image->out_of_memory |= !memory;
    return memory;
}

void image_add_segment(struct image *image, uint32_t address, uint8_t *data,
                       uint32_t size)
{
    struct image_segment *segments = image_memory(
        image, image->segments, (image->segment_count + 1) * sizeof *segments);
    if (!segments)
        return;
    image->segments = segments;
    image->segments[image->segment_count++] =
        (struct image_segment){.address = address, .size = size, .data = data};
}

void image_add_code(struct image *image, uint32_t lo, uint32_t hi)
{
    struct image_range *code = image_memory(
        image, image->code, (image->code_count + 1) * sizeof *code);
    if (!code)
        return;
    image->code = code;
    image->code[image->code_count++] = (struct image_range){.lo = lo, .hi = hi};
}

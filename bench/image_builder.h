/* SPDX-License-Identifier: MIT
 *
 * How the readers of the file formats fill an image: they append segments and
 * code ranges in any order; image_file.c sorts and checks them.
 */
#ifndef BENCH_IMAGE_BUILDER_H
#define BENCH_IMAGE_BUILDER_H

#include "bench/image.h"

/* As realloc(). NULL also sets image.out_of_memory, so that a table that was
 * cut short is not taken for the whole. */
void *image_memory(struct image *image, void *old, size_t size);

/* Appends to the image's tables. */
void image_add_segment(struct image *image, uint32_t address, uint8_t *data,
                       uint32_t size);
void image_add_copy(struct image *image, struct image_copy copy);
void image_add_code(struct image *image, uint32_t lo, uint32_t hi);

/* Puts the symbols into the order that image.h asks for. */
void image_sort_symbols(struct image *image);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Between image.c and the readers of each file format. A reader fills
 * image.segments, code and symbols from image.file in any order; image.c sorts
 * and checks them.
 */
#ifndef BENCH_IMAGE_FORMAT_H
#define BENCH_IMAGE_FORMAT_H

#include "bench/image.h"

bool image_elf_read(struct image *image, char error[IMAGE_ERROR_SIZE]);
bool image_hex_read(struct image *image, char error[IMAGE_ERROR_SIZE]);

/* Puts the changed bytes of [address, address + size) into the text of the
 * records that hold them and corrects their checksums. */
void image_hex_rewrite(struct image *image, uint32_t address, size_t size);

/* As realloc(). NULL also sets image.out_of_memory, so that the image is not
 * taken for whole. */
void *image_memory(struct image *image, void *old, size_t size);

/* Appends to the image's tables. */
void image_add_segment(struct image *image, uint32_t address, uint8_t *data,
                       uint32_t size);
void image_add_code(struct image *image, uint32_t lo, uint32_t hi);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Image files: ELF, Intel HEX and raw binary are read, changed and written.
 */
#ifndef BENCH_IMAGE_FILE_H
#define BENCH_IMAGE_FILE_H

#include "bench/image.h"

/* Reads the image file at PATH. A raw binary whose first words are no vectors
 * is refused. False: ERROR holds one line that says what was
 * read, what was expected and what to do, and *image is empty. */
bool image_load(const char *path, struct image *image,
                char error[IMAGE_ERROR_SIZE]);

/* Does the same; a raw binary begins at BASE. */
bool image_load_at(const char *path, uint32_t base, struct image *image,
                   char error[IMAGE_ERROR_SIZE]);

/* Does the same with SIZE bytes in memory, which it copies; NAME stands for
 * the path. */
bool image_load_memory(const char *name, const void *bytes, size_t size,
                       struct image *image, char error[IMAGE_ERROR_SIZE]);

/* Changes a word that the image stores, in its segments and in its file bytes
 * (a HEX record keeps its place and gets a new checksum). False: the image
 * does not store all of the word; it is unchanged. */
bool image_set_word(struct image *image, uint32_t address, uint32_t word);

#endif

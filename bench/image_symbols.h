/* SPDX-License-Identifier: MIT
 *
 * Symbols and debugging information for an image that has none, from the ELF
 * files it was made of.
 */
#ifndef BENCH_IMAGE_SYMBOLS_H
#define BENCH_IMAGE_SYMBOLS_H

#include "bench/image.h"

/* Adds the symbols and the debugging information of the ELF file at PATH to
 * those of IMAGE, which may be made of several: a loader and its application.
 * They name what is there; bytes and code remain those of IMAGE. False: ERROR
 * says why, for instance that a byte of the ELF file is not in IMAGE. What
 * `boot0 patch` changes may differ. */
bool image_symbols_take(struct image *image, const char *path,
                        char error[IMAGE_ERROR_SIZE]);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Writes an image to a file, as it was read or as another kind: raw binary from
 * its first byte on, or Intel HEX (records 00, 01, 04).
 */
#ifndef BENCH_IMAGE_CONVERT_H
#define BENCH_IMAGE_CONVERT_H

#include "bench/image.h"

/* Returns the kind that the extension of PATH names, or else OTHER. */
enum image_kind image_kind_of(const char *path, enum image_kind other);

/* Makes the text of an Intel HEX file of the image; the caller frees *bytes. */
bool image_hex_text(const struct image *image, uint8_t **bytes, size_t *size,
                    char error[IMAGE_ERROR_SIZE]);

/* Writes the image to PATH, as the kind that its extension names: .elf, .axf or
 * .out, .hex or .ihex, .bin; as the kind it was read as if it names none. The
 * file is written whole or not at all, with the permissions of a new file.
 * False: ERROR gives the reason: only an ELF file is written as ELF, and a raw
 * binary holds nothing outside the flash. */
bool image_save(const struct image *image, const char *path,
                char error[IMAGE_ERROR_SIZE]);

#endif

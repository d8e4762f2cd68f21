/* SPDX-License-Identifier: MIT
 *
 * Intel HEX (Intel Hexadecimal Object File Format Specification, rev A):
 * `:LLAAAATT` data `CC`, LL bytes at offset AAAA, the sum of all bytes 0.
 * Types: 00 data, 01 end, 02 segment base (x 16), 04 upper half of a 32-bit
 * base, 03 and 05 start addresses, which a part in flash does not need.
 */
#ifndef BENCH_IMAGE_HEX_H
#define BENCH_IMAGE_HEX_H

#include "bench/image.h"

/* Fills the image from image.file. False: ERROR says why not. */
bool image_hex_read(struct image *image, char error[IMAGE_ERROR_SIZE]);

/* Puts the changed bytes of [address, address + size) into the text of the
 * records that hold them and corrects their checksums. */
void image_hex_rewrite(struct image *image, uint32_t address, size_t size);

#endif

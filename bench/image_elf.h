/* SPDX-License-Identifier: MIT
 *
 * ELF32 little-endian ARM executables (ELF for the Arm Architecture, IHI
 * 0044): segments, code ranges and symbols. DWARF is not read.
 */
#ifndef BENCH_IMAGE_ELF_H
#define BENCH_IMAGE_ELF_H

#include "bench/image.h"

/* Fills the image from image.file. False: ERROR says why not. */
bool image_elf_read(struct image *image, char error[IMAGE_ERROR_SIZE]);

#endif

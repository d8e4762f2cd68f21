/* SPDX-License-Identifier: MIT
 *
 * Where an image is started, and where a program begins in it: a file may hold
 * a loader and the application that it starts, each with its vector table.
 */
#ifndef BENCH_IMAGE_START_H
#define BENCH_IMAGE_START_H

#include "bench/image.h"

/* True: IMAGE has the two vector words that the hardware starts bank 1 with,
 * and code at the second one. False: ERROR is one line that names the image,
 * says what was read and ends with REMEDY: what to do about an image that was
 * linked for another address. */
bool image_start_is_bank(const struct image *image, const char *remedy,
                         char error[IMAGE_ERROR_SIZE]);

/* Returns the address of the vector table of the program that ADDRESS (a load
 * address) belongs to: the last one at or below it that leads to code of its
 * own. IMAGE_BASE if there is none. */
uint32_t image_start_of(const struct image *image, uint32_t address);

/* The same for an ADDRESS from BEFORE on, whose program is known to start at
 * START. */
uint32_t image_start_behind(const struct image *image, uint32_t address,
                            uint32_t before, uint32_t start);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The ROM of a board: a version of the model ROM, or the bytes of a file, as
 * dumped from a part.
 */
#ifndef BENCH_ROM_IMAGE_H
#define BENCH_ROM_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/readings.h"

enum { ROM_IMAGE_SIZE = 8192 }; /* bytes of every ROM image */

struct rom_image {
    enum rom_version version; /* ROM_FILE: `path` and `bytes` are set */
    const char *path;         /* as given, else NULL */
    uint8_t *bytes;           /* ROM_IMAGE_SIZE bytes, else NULL */
};

/* Reads a ROM_FILE, to be freed. PATH must outlive it. False: ERROR names the
 * fault of the file. */
bool rom_image_load(const char *path, struct rom_image *rom, char *error,
                    size_t error_size);
void rom_image_free(struct rom_image *rom);

#endif

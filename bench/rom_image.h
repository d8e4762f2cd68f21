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

struct rom_image {
    unsigned version; /* of a user's own image `path` and `bytes` are set */
    const char *path; /* as given, else NULL */
    uint8_t *bytes;   /* `size` of them, else NULL */
    size_t size;
};

/* Reads a user's own image for a part, to be freed. PATH must outlive it.
 * False: ERROR names the fault of the file. */
bool rom_image_load(const char *path, const struct part *part,
                    struct rom_image *rom, char *error, size_t error_size);
void rom_image_free(struct rom_image *rom);

#endif

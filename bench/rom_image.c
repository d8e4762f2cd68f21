/* SPDX-License-Identifier: MIT */
#include "bench/rom_image.h"

#include <stdlib.h>

#include "bench/file.h"
#include "bench/refuse.h"

bool rom_image_load(const char *path, struct rom_image *rom, char *error,
                    size_t error_size)
{
    uint8_t *bytes;
    size_t size;
    if (!file_read(path, &bytes, &size, error, error_size))
        return false;
    if (size != ROM_IMAGE_SIZE) {
        free(bytes);
        return refuse(error, error_size,
                      "%s: %zu bytes, but a ROM image has exactly %d: dump "
                      "0x1FF00000-0x1FF01FFF",
                      path_tail(path), size, ROM_IMAGE_SIZE);
    }
    *rom = (struct rom_image){
        .version = ROM_FILE,
        .path = path,
        .bytes = bytes,
    };
    return true;
}

void rom_image_free(struct rom_image *rom)
{
    free(rom->bytes);
    *rom = (struct rom_image){0};
}

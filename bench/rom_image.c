/* SPDX-License-Identifier: MIT */
#include "bench/rom_image.h"

#include <stdlib.h>

#include "bench/file.h"
#include "bench/refuse.h"
#include "chip/part.h"

bool rom_image_load(const char *path, const struct part *part,
                    struct rom_image *rom, char *error, size_t error_size)
{
    const struct map_memory *memory = part_memory(part, REGION_SYSTEM);
    uint8_t *bytes;
    size_t size;
    if (!file_read(path, &bytes, &size, error, error_size))
        return false;
    if (size != memory->size) {
        free(bytes);
        return refuse(error, error_size,
                      "%s: %zu bytes, but a ROM image has exactly %u: dump "
                      "0x%08X-0x%08X",
                      path_tail(path), size, (unsigned)memory->size,
                      (unsigned)memory->base,
                      (unsigned)(memory->base + memory->size - 1));
    }
    *rom = (struct rom_image){
        .version = ROM_FILE_OF(part->family),
        .path = path,
        .bytes = bytes,
        .size = size,
    };
    return true;
}

void rom_image_free(struct rom_image *rom)
{
    free(rom->bytes);
    *rom = (struct rom_image){0};
}

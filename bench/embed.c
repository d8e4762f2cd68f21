/* SPDX-License-Identifier: MIT */
#include "bench/embed.h"

#include <assert.h>
#include <string.h>

#include "bench/embed_list.h"
#include "bench/family.h"

/* embed_images.S */
#define DECLARE(symbol, file)                                                  \
    extern const uint8_t embed_##symbol[], embed_##symbol##_end[];
EMBED_LIST(DECLARE)

static const struct {
    const char *name;
    const uint8_t *start, *end;
} files[] = {
#define ROW(symbol, file) {file, embed_##symbol, embed_##symbol##_end},
    EMBED_LIST(ROW)};

const uint8_t *embed_rom(unsigned rom)
{
    const struct rom_info *info = rom_info(rom);
    assert(info);
    return info->image;
}

void embed_rom_with(unsigned rom, struct readings readings, uint8_t *image,
                    size_t size)
{
    const struct family_info *family = family_info(rom_family(rom));
    memcpy(image, embed_rom(rom), size);
    memcpy(image + family->choices_offset, readings.value, family->choices);
}

struct embedded embed_file(const char *name)
{
    unsigned i = 0;
    while (strcmp(files[i].name, name) != 0)
        i++;
    return (struct embedded){files[i].start,
                             (size_t)(files[i].end - files[i].start)};
}

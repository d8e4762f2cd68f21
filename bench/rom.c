/* SPDX-License-Identifier: MIT */
#include "bench/rom.h"

#include <stdio.h>
#include <strings.h>

#include "bench/family.h"

const struct rom_info *rom_info(unsigned rom)
{
    const struct family_info *family = family_info(rom_family(rom));
    unsigned number = rom % ROM_ROOM;
    return number < family->rom_count ? &family->roms[number] : NULL;
}

const struct rom_info *rom_of_image(enum family family, const uint8_t *image)
{
    const struct family_info *info = family_info(family);
    for (unsigned i = 0; i < info->rom_count; i++)
        if (image[info->roms[i].id_offset] == info->roms[i].id)
            return &info->roms[i];
    return NULL;
}

enum family rom_family(unsigned rom)
{
    return (enum family)(rom / ROM_ROOM);
}

bool rom_is_file(unsigned rom)
{
    return rom % ROM_ROOM == ROM_ROOM - 1;
}

const char *rom_name(unsigned rom)
{
    return rom_is_file(rom) ? "file" : rom_info(rom)->name;
}

bool rom_find(enum family family, const char *name, unsigned *rom)
{
    const struct family_info *info = family_info(family);
    for (unsigned i = 0; i < info->rom_count; i++)
        if (strcasecmp(name, info->roms[i].name) == 0) {
            *rom = ROM_OF(family, i);
            return true;
        }
    return false;
}

bool rom_is_on(unsigned rom, const struct part *part)
{
    const struct rom_info *info = rom_info(rom);
    if (rom_family(rom) != part->family)
        return false;
    if (!info || !info->dev_ids[0])
        return true;
    for (unsigned i = 0; i < ROM_DEVICES; i++)
        if (info->dev_ids[i] == part->dev_id)
            return true;
    return false;
}

void rom_list(enum family family, char text[ROM_LIST])
{
    const struct family_info *info = family_info(family);
    size_t used = 0;
    text[0] = 0;
    for (unsigned i = 0; i < info->rom_count && used < ROM_LIST; i++)
        used += (size_t)snprintf(text + used, ROM_LIST - used, "%s%s",
                                 i ? ", " : "", info->roms[i].name);
}

/* SPDX-License-Identifier: MIT */
#include "chip/part.h"

bool part_find(const char *name, struct part *part)
{
    for (unsigned i = 0; i < FAMILIES; i++)
        if (family_maps[i]->part_find(name, part))
            return true;
    return false;
}

const struct map_memory *part_memory(const struct part *part,
                                     enum region region)
{
    const struct map *map = family_maps[part->family];
    for (unsigned i = 0; i < map->memory_count; i++)
        if (map->memories[i].region == region)
            return &map->memories[i];
    return NULL;
}

uint32_t part_memory_size(const struct part *part, enum region region)
{
    const struct map_memory *memory = part_memory(part, region);
    switch (region) {
    case REGION_FLASH: return part->flash_kb * 1024u;
    case REGION_SRAM: return part->sram_size;
    case REGION_CCM:
    case REGION_SRAM2: return memory ? part->sram2_kb * 1024u : 0;
    default: return memory ? memory->size : 0;
    }
}

bool part_has(const struct part *part, enum region region, uint32_t address)
{
    const struct map_memory *memory = part_memory(part, region);
    return memory && address - memory->base < part_memory_size(part, region);
}

/* SPDX-License-Identifier: MIT */
#include "bench/nvm_cells.h"

/* System memory is the ROM's: nothing changes it. */
static bool has_cells(const struct map_memory *memory)
{
    return memory->nvm && memory->region != REGION_SYSTEM;
}

/* Returns the offset of the first cell in chip.memory. */
static uint32_t first_offset(const struct chip *chip)
{
    const struct map *map = map_of(chip);
    uint32_t first = CHIP_MEMORY;
    for (unsigned i = 0; i < map->memory_count; i++)
        if (has_cells(&map->memories[i]) && map->memories[i].offset < first)
            first = map->memories[i].offset;
    return first;
}

uint8_t *nvm_cells(struct chip *chip)
{
    return chip->memory + first_offset(chip);
}

uint32_t nvm_cells_size(const struct chip *chip)
{
    return map_of(chip)->memory_size(chip) - first_offset(chip);
}

uint32_t nvm_cell(const struct chip *chip, uint32_t address)
{
    const struct map *map = map_of(chip);
    for (unsigned i = 0; i < map->memory_count; i++) {
        const struct map_memory *memory = &map->memories[i];
        if (has_cells(memory) && address - memory->base < memory->size)
            return memory->offset + (address - memory->base) -
                   first_offset(chip);
    }
    return 0;
}

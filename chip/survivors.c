/* SPDX-License-Identifier: MIT */
#include "chip/survivors.h"

#include "chip/bus.h"
#include "chip/hash.h"

uint64_t survivors_hash(const struct chip *chip, enum reset_kind kind)
{
    const struct map *map = map_of(chip);
    uint64_t hash = HASH_BEGIN;
    for (unsigned i = 0; i < map->row_count; i++)
        if (MAP_HAS(&map->rows[i], survivors))
            hash =
                map->rows[i].kind->survivors(chip, &map->rows[i], kind, hash);
    return hash;
}

uint64_t survivors_ram_hash(const struct chip *chip)
{
    return hash_bytes(HASH_BEGIN, bus_physical(chip, REGION_SRAM), SRAM_SIZE);
}

/* The ROM stays as it is. */
static bool is_kept(const struct map_memory *memory)
{
    return memory->nvm && memory->region != REGION_SYSTEM;
}

uint64_t survivors_nvm_hash(const struct chip *chip)
{
    const struct map *map = map_of(chip);
    uint64_t hash = HASH_BEGIN;
    for (unsigned i = 0; i < map->memory_count; i++) {
        const struct map_memory *memory = &map->memories[i];
        size_t at = offsetof(struct chip, memory) + memory->offset;
        size_t size =
            chip->size - at < memory->size ? chip->size - at : memory->size;
        if (is_kept(memory))
            hash = hash_bytes(hash, (const uint8_t *)chip + at, (uint32_t)size);
    }
    return hash;
}

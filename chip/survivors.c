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
    return hash_bytes(HASH_BEGIN, bus_physical(chip, REGION_SRAM),
                      chip->part.sram_size);
}

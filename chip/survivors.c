/* SPDX-License-Identifier: MIT */
#include "chip/survivors.h"

#include "chip/bus.h"
#include "chip/hash.h"
#include "chip/part.h"

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

/* Behind SRAM in chip.memory: where SRAM2 is the part says, and the gate of CCM
 * RAM may be closed. */
static uint32_t second_end(const struct chip *chip)
{
    const struct map_memory *ccm = part_memory(&chip->part, REGION_CCM);
    const struct map_memory *second = part_memory(&chip->part, REGION_SRAM2);
    if (ccm && part_memory_size(&chip->part, REGION_CCM))
        return ccm->offset + ccm->size;
    if (!second)
        return 0;
    struct map_stretch stretch = map_of(chip)->bank(chip, second, second->base);
    return stretch.offset + stretch.size;
}

uint32_t survivors_ram_size(const struct chip *chip)
{
    uint32_t end = second_end(chip);
    return end > chip->part.sram_size ? end : chip->part.sram_size;
}

uint64_t survivors_ram_hash(const struct chip *chip)
{
    return hash_bytes(HASH_BEGIN, bus_physical(chip, REGION_SRAM),
                      survivors_ram_size(chip));
}

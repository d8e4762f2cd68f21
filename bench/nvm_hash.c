/* SPDX-License-Identifier: MIT */
#include "bench/nvm_hash.h"

#include "chip/hash.h"
#include "chip/map.h"
#include "chip/part.h"

/* Equal pages at two places have different hashes. */
static uint64_t hash_page(const uint8_t *cells, uint32_t page)
{
    return hash_bytes(hash_word(HASH_BEGIN, page), cells + page * NVM_PAGE,
                      NVM_PAGE);
}

void nvm_hash_all(struct nvm_hash *hash, const uint8_t *cells)
{
    hash->sum = 0;
    for (uint32_t i = 0; i < NVM_PAGES; i++) {
        hash->page[i] = hash_page(cells, i);
        hash->sum += hash->page[i];
    }
}

uint64_t nvm_hash_with(const struct nvm_hash *hash, const uint8_t *cells,
                       uint32_t first, uint32_t length)
{
    uint64_t sum = hash->sum;
    for (uint32_t i = first / NVM_PAGE; i * NVM_PAGE < first + length; i++)
        sum += hash_page(cells, i) - hash->page[i];
    return sum;
}

void nvm_hash_again(struct nvm_hash *hash, const uint8_t *cells, uint32_t first,
                    uint32_t length)
{
    for (uint32_t i = first / NVM_PAGE; i * NVM_PAGE < first + length; i++) {
        uint64_t now = hash_page(cells, i);
        hash->sum += now - hash->page[i];
        hash->page[i] = now;
    }
}

uint64_t nvm_hash_of(const struct chip *chip)
{
    const struct map *map = map_of(chip);
    uint64_t hash = HASH_BEGIN;
    for (unsigned i = 0; i < map->memory_count; i++) {
        enum region region = map->memories[i].region;
        if (map->memories[i].nvm && region != REGION_SYSTEM)
            hash = hash_bytes(hash, bus_physical(chip, region),
                              part_memory_size(&chip->part, region));
    }
    return hash;
}

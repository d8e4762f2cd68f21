/* SPDX-License-Identifier: MIT */
#include "bench/nvm_hash.h"

#include "chip/hash.h"

/* Equal pages at two places have different hashes. */
static uint64_t hash_page(const uint8_t *cells, uint32_t size, uint32_t page)
{
    uint32_t first = page * NVM_PAGE, left = size - first;
    return hash_bytes(hash_word(HASH_BEGIN, page), cells + first,
                      left < NVM_PAGE ? left : NVM_PAGE);
}

void nvm_hash_all(struct nvm_hash *hash, const uint8_t *cells, uint32_t size)
{
    hash->sum = 0;
    hash->size = size;
    for (uint32_t i = 0; i * NVM_PAGE < size; i++) {
        hash->page[i] = hash_page(cells, size, i);
        hash->sum += hash->page[i];
    }
}

void nvm_hash_again(struct nvm_hash *hash, const uint8_t *cells, uint32_t first,
                    uint32_t length)
{
    for (uint32_t i = first / NVM_PAGE; i * NVM_PAGE < first + length; i++) {
        uint64_t now = hash_page(cells, hash->size, i);
        hash->sum += now - hash->page[i];
        hash->page[i] = now;
    }
}

uint64_t nvm_hash_of(struct chip *chip)
{
    const uint8_t *cells = nvm_cells(chip);
    uint32_t size = nvm_cells_size(chip);
    uint64_t sum = 0;
    for (uint32_t i = 0; i * NVM_PAGE < size; i++)
        sum += hash_page(cells, size, i);
    return sum;
}

/* SPDX-License-Identifier: MIT */
#include "bench/nvm_hash.h"

#include <string.h>

#define ODD_1 0x9E3779B97F4A7C15ull
#define ODD_2 0xD6E8FEB86659FD93ull

/* Mixes all bits into all bits; a bijection. */
static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= ODD_2;
    x ^= x >> 29;
    x *= ODD_1;
    return x ^ x >> 32;
}

/* Equal pages at two places have different hashes. */
static uint64_t hash_page(const uint8_t *cells, uint32_t page)
{
    uint64_t hash = (page + 1) * ODD_1;
    for (uint32_t i = 0; i < NVM_PAGE; i += 8) {
        uint64_t word;
        memcpy(&word, cells + page * NVM_PAGE + i, sizeof word);
        hash = mix(hash ^ word);
    }
    return hash;
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

/* SPDX-License-Identifier: MIT
 *
 * A hash of all non-volatile cells of a chip (nvm_cells.h) that costs a page
 * where a page has changed: it is the sum of the hashes of the pages.
 */
#ifndef BENCH_NVM_HASH_H
#define BENCH_NVM_HASH_H

#include <stdint.h>

#include "bench/nvm_cells.h"

enum { NVM_PAGE = 128 /* bytes, whatever the chip erases at once */ };

struct nvm_hash {
    uint64_t sum;
    uint32_t size; /* cells */
    uint64_t page[NVM_MAX / NVM_PAGE];
};

/* Hashes all of SIZE cells. */
void nvm_hash_all(struct nvm_hash *hash, const uint8_t *cells, uint32_t size);

/* Hashes the pages of LENGTH changed cells from FIRST on again. */
void nvm_hash_again(struct nvm_hash *hash, const uint8_t *cells, uint32_t first,
                    uint32_t length);

/* Returns the sum of all the cells of a chip. */
uint64_t nvm_hash_of(struct chip *chip);

#endif

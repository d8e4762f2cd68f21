/* SPDX-License-Identifier: MIT
 *
 * A hash of all non-volatile cells of a chip (option bytes, EEPROM, flash) that
 * costs a page where a page has changed: it is the sum of the hashes of the
 * pages. Cells are numbered as in nvm_cells.h.
 */
#ifndef BENCH_NVM_HASH_H
#define BENCH_NVM_HASH_H

#include <stdint.h>

#include "bench/nvm_cells.h"

struct nvm_hash {
    uint64_t sum;
    uint64_t page[NVM_PAGES];
};

/* Hashes all the cells. */
void nvm_hash_all(struct nvm_hash *hash, const uint8_t *cells);

/* Returns the hash as it would be if the pages of LENGTH cells from FIRST on
 * were hashed again. */
uint64_t nvm_hash_with(const struct nvm_hash *hash, const uint8_t *cells,
                       uint32_t first, uint32_t length);

/* Hashes the pages of LENGTH changed cells from FIRST on again. */
void nvm_hash_again(struct nvm_hash *hash, const uint8_t *cells, uint32_t first,
                    uint32_t length);

/* Returns a hash of all the non-volatile cells of a chip of any family. */
uint64_t nvm_hash_of(const struct chip *chip);

#endif

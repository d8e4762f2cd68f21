/* SPDX-License-Identifier: MIT
 *
 * The non-volatile cells of a chip as one array: option bytes and factory
 * words, EEPROM, flash, physical (as while UFB=0), in the order in which the
 * chip has them. Only what they contain survives a loss of power.
 */
#ifndef BENCH_NVM_CELLS_H
#define BENCH_NVM_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/chip.h"

enum {
    NVM_CELLS = OPTION_SIZE + EEPROM_SIZE + FLASH_MAX,
    NVM_PAGE = FLASH_PAGE,
    NVM_PAGES = NVM_CELLS / NVM_PAGE
};

_Static_assert((int)EEPROM_OFFSET == (int)OPTION_OFFSET + (int)OPTION_SIZE &&
                   (int)NVM_OFFSET == (int)EEPROM_OFFSET + (int)EEPROM_SIZE,
               "the non-volatile memories are one stretch");

/* Returns the cells of a chip. */
static inline uint8_t *nvm_cells(struct chip *chip)
{
    return chip->memory + OPTION_OFFSET;
}

/* Returns the number of the cell at a physical address of one of these
 * memories. */
static inline uint32_t nvm_cell(uint32_t address)
{
    if (address >= OPTION_BASE)
        return address - OPTION_BASE;
    if (address >= EEPROM_BASE)
        return address - EEPROM_BASE + OPTION_SIZE;
    return address - FLASH_BASE + OPTION_SIZE + EEPROM_SIZE;
}

#endif

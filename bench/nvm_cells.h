/* SPDX-License-Identifier: MIT
 *
 * The non-volatile cells of a chip as one array: option bytes, OTP and factory
 * words, EEPROM, flash, physical (bank 1 first), in the order in which
 * chip.memory has them, and what the chip notes of its cells behind them. With
 * what lasts of the flash's registers (struct map_cut) it is all that survives
 * a loss of power.
 */
#ifndef BENCH_NVM_CELLS_H
#define BENCH_NVM_CELLS_H

#include <stdint.h>

#include "chip/chip.h"
#include "chip/map.h"

enum { NVM_MAX = CHIP_MEMORY /* cells of any chip */ };

/* Returns the cells of a chip, which are the last of chip.memory, and how many
 * there are. */
uint8_t *nvm_cells(struct chip *chip);
uint32_t nvm_cells_size(const struct chip *chip);

/* Returns the number of the cell at a physical address of one of these
 * memories. */
uint32_t nvm_cell(const struct chip *chip, uint32_t address);

/* Returns what lasts beside the cells: map_cut.lasting_size bytes. */
static inline void *nvm_lasting(const struct chip *chip)
{
    return (uint8_t *)(uintptr_t)chip->blocks + map_of(chip)->nvm.cut.lasting;
}

#endif

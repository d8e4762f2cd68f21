/* SPDX-License-Identifier: MIT
 *
 * What a store to the reset and enable registers of the RCC does to the blocks
 * behind their bits, which are those that the rows of the map name.
 */
#ifndef CHIP_GATES_H
#define CHIP_GATES_H

#include "chip/map.h"

/* Stores `value` in a register of reset lines. A block is reset when its line
 * goes active and again when it is released, so that what was written in
 * between is lost as on silicon. */
void gates_write_reset(struct chip *chip, uint32_t *reg, uint32_t value);
/* Stores `value` in a register of clock enables. */
void gates_write_enable(struct chip *chip, uint32_t *reg, uint32_t value);
/* Follows a read of a register of the RCC, which ends the wait that bus.c
 * demands behind an enable bit. */
void gates_read_back(struct chip *chip, const uint32_t *reg);
/* Resets the blocks on a kernel clock: the RTC, by its own bit. */
void gates_reset_kernel(struct chip *chip, unsigned kernel);

#endif

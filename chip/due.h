/* SPDX-License-Identifier: MIT
 *
 * Events of the blocks, each due at one time in ps. The map of the family
 * numbers them; two that are due at the same time fire in that order.
 */
#ifndef CHIP_DUE_H
#define CHIP_DUE_H

#include "chip/state.h"

/* Finds the row of each event; nothing is due. */
void due_init(struct chip *chip);
/* Arms (or with NEVER disarms) one event at an absolute time in ps. */
void due_set(struct chip *chip, unsigned which, uint64_t ps);
/* Arms it `cycles` HCLK cycles from now, which is exact under a constant HCLK.
 */
void due_in_cycles(struct chip *chip, unsigned which, uint64_t cycles);
/* Computes due_cycle again, after HCLK changed. */
void due_retime(struct chip *chip);
/* Fires every event that is due, in the order of time. */
void due_fire(struct chip *chip);

#endif

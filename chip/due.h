/* SPDX-License-Identifier: MIT
 *
 * What happens by itself: events, each due at one time in ps. The family's map
 * numbers them; two that are due at the same time fire in that order.
 */
#ifndef CHIP_DUE_H
#define CHIP_DUE_H

#include "chip/state.h"

/* Numbers the rows' events; nothing is due. */
void due_init(struct chip *chip);
/* Arms (or with NEVER disarms) one event at an absolute time in ps. */
void due_set(struct chip *chip, unsigned which, uint64_t ps);
/* The same `cycles` HCLK cycles from now: exact under a constant HCLK. */
void due_in_cycles(struct chip *chip, unsigned which, uint64_t cycles);
/* Finds due_cycle again, after HCLK changed. */
void due_retime(struct chip *chip);
/* Fires all that is due, in the order of time. */
void due_fire(struct chip *chip);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The counter of a low-power timer: what its clock and its pulses do to it, and
 * when something happens next. See lptim_v1.h.
 */
#ifndef CHIP_BLOCK_LPTIM_V1_COUNTER_H
#define CHIP_BLOCK_LPTIM_V1_COUNTER_H

#include "chip/block/lptim_v1_state.h"

enum { NO_COUNT = 0xFFFFFFFF };

/* Takes over the values that have arrived, ARR and CMP. */
void lptim_v1_counter_load(struct lptim_v1 *timer);
/* Counts a pulse on IN1, if that is what it counts. */
void lptim_v1_counter_pulse(struct lptim_v1 *timer);
/* Lets the clocks pass that have passed since the last time. */
void lptim_v1_counter_sync(struct chip *chip, const struct map_row *row);
/* Returns the kernel clocks until an event is needed, with `output` for an edge
 * of the output too; NO_COUNT = none. */
uint64_t lptim_v1_counter_next_clocks(const struct lptim_v1 *timer,
                                      bool output);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The counter of a timer and its compare channels, as a function of the time
 * that passes: see tim.h.
 */
#ifndef CHIP_BLOCK_TIM_COUNTER_H
#define CHIP_BLOCK_TIM_COUNTER_H

#include "chip/block/tim_state.h"

enum { TIM_WIDTH = 0x10000 };

/* Returns whether the counter counts, if it has a clock. */
bool tim_counter_runs(const struct tim *tim);
/* Counts up to `cycle`. `clock` is the number of cycles in a timer clock; 0 =
 * the timer has none. */
void tim_counter_to(struct tim *tim, uint64_t cycle, uint32_t clock);
/* Returns the cycle of the next of the events in `mask` (UIF, CCIF), or an
 * earlier one at which to ask again, because other values come into force
 * there; NEVER while the counter stands. */
uint64_t tim_counter_next(const struct tim *tim, uint32_t mask, uint32_t clock);
/* Takes the preloaded values over, as an update event does. */
void tim_counter_load(struct tim *tim);
/* Starts counting from the beginning, as UG does. */
void tim_counter_restart(struct tim *tim);
/* Follows a change of CNT, ARR or CMS: in the centre-aligned modes the end at
 * which the counter is says where it goes. */
void tim_counter_direct(struct tim *tim);
/* Makes OCxREF follow what the modes say at this count. */
void tim_counter_refs(struct tim *tim);

#endif

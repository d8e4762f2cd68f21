/* SPDX-License-Identifier: MIT
 *
 * The counter of a timer and its compare channels, as a function of the time
 * that passes: see tim.h.
 */
#ifndef CHIP_BLOCK_TIM_COUNTER_H
#define CHIP_BLOCK_TIM_COUNTER_H

#include "chip/block/tim_state.h"

/* Returns whether the counter counts the timer's clock, if there is one. */
bool tim_counter_runs(const struct tim *tim);
/* Counts one edge of an external clock, in the direction of DIR. */
void tim_counter_tick(struct tim *tim);
/* Counts up to `cycle`. `clock` is the number of cycles in a timer clock; 0 =
 * the timer has none. */
void tim_counter_to(struct tim *tim, uint64_t cycle, uint32_t clock);
/* Returns the cycle of the next of the events in `mask` (UIF, CCIF), or an
 * earlier one at which to ask again, because other values come into force
 * there; NEVER while the counter stands. */
uint64_t tim_counter_next(const struct tim *tim, uint32_t mask, uint32_t clock);
/* Starts counting from the beginning at `cycle`, with the update event that UG
 * makes. */
void tim_counter_restart(struct tim *tim, uint64_t cycle);
/* Follows a change of CNT, ARR or CMS: in the centre-aligned modes the end at
 * which the counter is says where it goes. */
void tim_counter_direct(struct tim *tim);
/* Makes OCxREF follow what the modes say at this count. */
void tim_counter_refs(struct tim *tim);

#endif

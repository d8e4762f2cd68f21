/* SPDX-License-Identifier: MIT
 *
 * Slave mode of a timer: what TRGI, the encoder inputs and ETR do with the
 * counter, which is at the time of the edge. And TRGO. See tim.h.
 */
#ifndef CHIP_BLOCK_TIM_SLAVE_H
#define CHIP_BLOCK_TIM_SLAVE_H

#include "chip/block/tim_state.h"

/* Follows a new level of TRGI at `cycle`. */
void tim_slave_trigger(struct tim *tim, bool level, uint64_t cycle);
/* Follows the inputs from pins, whose levels were `was` and are tim.level. */
void tim_slave_inputs(struct tim *tim, uint8_t was, uint64_t cycle);
/* Returns the level that TRGI has by the inputs. */
bool tim_slave_level(const struct tim *tim);
/* Returns whether TRGO is a level, and which. */
bool tim_slave_trgo(const struct tim *tim, bool *level);
/* Returns whether TRGO pulses for what is in tim.events. */
bool tim_slave_pulses(const struct tim *tim);
/* Returns the events (UIF, CCIF) at which TRGO may change. */
uint32_t tim_slave_events(const struct tim *tim);

#endif

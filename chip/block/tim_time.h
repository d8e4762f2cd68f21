/* SPDX-License-Identifier: MIT
 *
 * A timer in time: it is brought up to now when somebody looks, and in between
 * at the times at which it must act: interrupts, edges on pins, DMA requests,
 * TRGO. See tim.h.
 */
#ifndef CHIP_BLOCK_TIM_TIME_H
#define CHIP_BLOCK_TIM_TIME_H

#include "chip/block/tim_state.h"

/* Brings the timer up to `cycle`. */
void tim_time_to(struct chip *chip, const struct map_row *row, uint64_t cycle);
/* Lets out what the timer has become at `cycle`: levels of pins, DMA requests,
 * TRGO. */
void tim_time_show(struct chip *chip, const struct map_row *row,
                   uint64_t cycle);
/* Sets the interrupt line, and arms the next event. */
void tim_time_arm(struct chip *chip, const struct map_row *row);
/* Connects TRGI to the timer that SMCR selects, or to none. */
void tim_time_connect(struct chip *chip, const struct map_row *row);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The outputs of a timer on pins. A channel is live while it is enabled and a
 * pin selects it: only then are its edges made one by one. See tim.h.
 */
#ifndef CHIP_BLOCK_TIM_OUTPUT_H
#define CHIP_BLOCK_TIM_OUTPUT_H

#include "chip/block/tim_state.h"

/* Puts what the channels are now on their pins; it came about at `cycle`. */
void tim_output_update(struct chip *chip, const struct map_row *row,
                       uint64_t cycle);
/* Returns the channels that are live, now that the pins may have changed. */
uint8_t tim_output_live(const struct chip *chip, const struct map_row *row);
/* Follows the pins, which select other functions now and have asked for their
 * levels already. */
void tim_output_follow(struct chip *chip, const struct map_row *row);
/* Returns the events (UIF, CCIF) at which a live output may change. */
uint32_t tim_output_events(const struct tim *tim);
/* Returns whether the timer drives this pin, and to which level. */
bool tim_output_drives(const struct chip *chip, const struct map_row *row,
                       const struct map_pin *pin, bool *level);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What Stop and Standby do to the blocks, whichever family they are of.
 */
#ifndef CHIP_LOW_POWER_H
#define CHIP_LOW_POWER_H

#include "chip/map.h"

/* Reports the way into Stop, or out of it, to the blocks that run in it. */
void low_power_report(struct chip *chip, bool asleep);
/* Lets what counts HCLK or a bus clock stand still, in Stop. */
void low_power_hold(struct chip *chip);
/* Lets it go on where it stood, after so many cycles. */
void low_power_resume(struct chip *chip, uint64_t asleep);
/* Switches the core's supply off, in Standby: the first `sram` bytes of SRAM
 * are lost, pins float, and only what the map says runs on. */
void low_power_down(struct chip *chip, uint32_t sram);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of the state of a chip, beside its non-volatile memories:
 * RAM, the reset flags, the RTC domain. Chips that have the same survivors
 * start in the same way, except that clocks which run on (the RTC's) show
 * another time.
 */
#ifndef CHIP_SURVIVORS_H
#define CHIP_SURVIVORS_H

#include "chip/state.h"

/* Returns a hash of what a reset of that kind would leave now, RAM aside. */
uint64_t survivors_hash(const struct chip *chip, enum reset_kind kind);

/* Returns how many bytes of RAM there are, from the first one of chip.memory
 * on: SRAM, and a second one behind it. */
uint32_t survivors_ram_size(const struct chip *chip);
/* Returns a hash of them, which a loss of power does not leave. */
uint64_t survivors_ram_hash(const struct chip *chip);

#endif

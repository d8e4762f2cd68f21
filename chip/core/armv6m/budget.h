/* SPDX-License-Identifier: MIT
 *
 * Stopping before an instruction that is known by its number: the unit in
 * which a run is the same whatever its clocks and wait states are.
 */
#ifndef CHIP_CORE_ARMV6M_BUDGET_H
#define CHIP_CORE_ARMV6M_BUDGET_H

#include "chip/core/armv6m/decoder.h"

/* The last cycle, not after `until_cycle`, up to which the chip may run without
 * beginning more instructions than `number`, of which some are left. */
uint64_t budget_cycle(const struct chip *chip, uint64_t number,
                      uint64_t until_cycle);

/* fast_run(), or chip_run() without a decoder, that also stops with
 * STOP_BUDGET as soon as `number` instructions have been executed since the
 * chip was made (cpu.instructions == number). Exceptions that are pending
 * then have not been taken; a reset that the last of them asked for has been
 * done. Cycles, events and stops are as without it. */
enum stop budget_run(struct chip *chip, struct decoder *decoder,
                     uint64_t number, uint64_t until_cycle);

#endif

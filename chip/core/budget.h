/* SPDX-License-Identifier: MIT
 *
 * Stops the chip before an instruction given by its number. The number is the
 * same in every run, whatever the clocks and wait states are.
 */
#ifndef CHIP_CORE_BUDGET_H
#define CHIP_CORE_BUDGET_H

#include "chip/core/decoder.h"

/* Returns the last cycle, not after `until_cycle`, up to which the chip may run
 * without beginning instruction `number`; some must be left. */
uint64_t budget_cycle(const struct chip *chip, uint64_t number,
                      uint64_t until_cycle);

/* Runs like fast_run(), or like chip_run() without a decoder, and also stops
 * with STOP_BUDGET as soon as `number` instructions have been executed since
 * the chip was made (cpu.instructions == number). Exceptions that are pending
 * then are not taken yet; a reset requested by the last instruction is done.
 * Cycles, events and stops are unchanged. */
enum stop budget_run(struct chip *chip, struct decoder *decoder,
                     uint64_t number, uint64_t until_cycle);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Data accesses of instructions, DDI0403 A3.2: with their wait states. An
 * access that is not done has raised its fault; or the bus made the core wait,
 * and the instruction is repeated. Unaligned accesses are made byte by byte,
 * except in SRAM; one that crosses a word costs a cycle more (assumed; Arm
 * gives one for each access more).
 */
#ifndef CHIP_CORE_ARMV7M_ACCESS_H
#define CHIP_CORE_ARMV7M_ACCESS_H

#include "chip/state.h"

/* *value changes only if the access is done. */
bool access_load(struct chip *chip, uint32_t address, unsigned size,
                 uint32_t *value);
bool access_store(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t value);

/* For instructions that must not be unaligned: multiple, double, exclusive, of
 * the FPU. Nothing changes before all is loaded. */
bool access_load_words(struct chip *chip, uint32_t address, unsigned count,
                       uint32_t *values);
bool access_store_words(struct chip *chip, uint32_t address, unsigned count,
                        const uint32_t *values);
/* Returns whether `address` is a multiple of `size`; if not, it faults. */
bool access_aligned(struct chip *chip, uint32_t address, unsigned size);

#endif

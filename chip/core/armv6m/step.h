/* SPDX-License-Identifier: MIT
 *
 * The instructions of ARMv6-M, one at a time. DDI0419, DDI0484 3.3.
 * Not modelled: the MPU; pipeline effects beyond the TRM's cycle table.
 */
#ifndef CHIP_CORE_ARMV6M_STEP_H
#define CHIP_CORE_ARMV6M_STEP_H

#include "chip/state.h"

/* Runs one instruction, and adds its cycles. The window must hold pc. */
void armv6m_step(struct chip *chip);
/* Handles an instruction at `pc` that could not be executed: it is repeated if
 * the bus made it wait, else it faults. */
void armv6m_not_done(struct chip *chip, uint32_t pc);
/* Makes one data access with its wait states; misaligned ones always fail
 * (DDI0419 A3.2.1). *value changes only if the access is done. */
bool armv6m_load(struct chip *chip, uint32_t address, unsigned size,
                 uint32_t *value);
bool armv6m_store(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t value);

#endif

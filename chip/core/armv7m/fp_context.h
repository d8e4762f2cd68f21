/* SPDX-License-Identifier: MIT
 *
 * Who may use the FPU, and whose its registers are: CPACR, CONTROL.FPCA, the
 * part of a frame that is the FPU's, lazy stacking. DDI0403 B1.5.7, B3.2.20-23.
 */
#ifndef CHIP_CORE_ARMV7M_FP_CONTEXT_H
#define CHIP_CORE_ARMV7M_FP_CONTEXT_H

#include "chip/core/core.h"

#define FPCCR_RESET 0xC0000000u

/* Prepares the FPU for an instruction that uses it: CPACR, lazy stacking,
 * CONTROL.FPCA. False: a fault was raised instead. */
bool armv7m_fp_use(struct chip *chip);

/* Returns whether that would change nothing. */
bool fp_context_ready(const struct chip *chip);

/* As in struct exception_rules. */
enum exception_fault fp_context_push(struct chip *chip, uint32_t address);
enum exception_fault fp_context_pop(struct chip *chip, uint32_t address,
                                    bool privileged);

/* Read and write CPACR, FPCCR, FPCAR, FPDSCR, MVFR0..2. Return false for
 * another address. */
bool fp_context_read(const struct chip *chip, uint32_t address,
                     uint32_t *value);
bool fp_context_write(struct chip *chip, uint32_t address, uint32_t value);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Faults of instructions, DDI0403 B1.5.14: each is called while nothing of the
 * instruction is done, with r[15] at it and ITSTATE its own, and enters the
 * handler, or locks the core up.
 */
#ifndef CHIP_CORE_ARMV7M_FAULT_H
#define CHIP_CORE_ARMV7M_FAULT_H

#include "chip/state.h"

/* UsageFault: bits of CFSR. */
#define CFSR_UNDEFINSTR (1u << 16)
#define CFSR_INVSTATE   (1u << 17)
#define CFSR_INVPC      (1u << 18)
#define CFSR_NOCP       (1u << 19)
#define CFSR_UNALIGNED  (1u << 24)
#define CFSR_DIVBYZERO  (1u << 25)

/* UsageFault with one of the bits above. */
void armv7m_fault(struct chip *chip, uint32_t cfsr);
/* The bus or the MPU refused a data access. */
void armv7m_fault_data(struct chip *chip, uint32_t address, bool write);
/* The instruction cannot be fetched. */
void armv7m_fault_fetch(struct chip *chip);
/* BKPT without a debugger. */
void armv7m_breakpoint(struct chip *chip);

/* Prepares the FPU for an instruction that uses it: CPACR, lazy stacking,
 * CONTROL.FPCA. False: a fault was raised instead. */
bool armv7m_fp_use(struct chip *chip);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Faults of instructions, DDI0403 B1.5.14, B3.2.15: each is called while
 * nothing of the instruction is done, with r[15] at it and ITSTATE its own, and
 * enters the handler, or locks the core up.
 */
#ifndef CHIP_CORE_ARMV7M_FAULT_H
#define CHIP_CORE_ARMV7M_FAULT_H

#include "chip/state.h"

/* CFSR: MemManage, BusFault, UsageFault. */
#define CFSR_IACCVIOL    (1u << 0)
#define CFSR_DACCVIOL    (1u << 1)
#define CFSR_MUNSTKERR   (1u << 3)
#define CFSR_MSTKERR     (1u << 4)
#define CFSR_MLSPERR     (1u << 5)
#define CFSR_MMARVALID   (1u << 7)
#define CFSR_IBUSERR     (1u << 8)
#define CFSR_PRECISERR   (1u << 9)
#define CFSR_IMPRECISERR (1u << 10)
#define CFSR_UNSTKERR    (1u << 11)
#define CFSR_STKERR      (1u << 12)
#define CFSR_LSPERR      (1u << 13)
#define CFSR_BFARVALID   (1u << 15)
#define CFSR_UNDEFINSTR  (1u << 16)
#define CFSR_INVSTATE    (1u << 17)
#define CFSR_INVPC       (1u << 18)
#define CFSR_NOCP        (1u << 19)
#define CFSR_UNALIGNED   (1u << 24)
#define CFSR_DIVBYZERO   (1u << 25)

#define HFSR_VECTTBL  (1u << 1)
#define HFSR_FORCED   (1u << 30)
#define HFSR_DEBUGEVT (1u << 31)

#define DFSR_BKPT (1u << 1)

#define CCR_NONBASETHRDENA (1u << 0)
#define CCR_USERSETMPEND   (1u << 1)
#define CCR_UNALIGN_TRP    (1u << 3)
#define CCR_DIV_0_TRP      (1u << 4)
#define CCR_BFHFNMIGN      (1u << 8)
#define CCR_STKALIGN       (1u << 9)

/* UsageFault with one of the bits above. */
void armv7m_fault(struct chip *chip, uint32_t cfsr);
/* The bus refused a data access. True: the instruction goes on as if it were
 * done; of a load, nothing was read. */
bool armv7m_fault_data(struct chip *chip, uint32_t address, bool write);
/* The MPU refused a data access. */
void armv7m_fault_memory(struct chip *chip, uint32_t address);
/* The instruction cannot be fetched. */
void armv7m_fault_fetch(struct chip *chip);
/* BKPT without a debugger. */
void armv7m_breakpoint(struct chip *chip);
/* Returns whether SVC can be executed: it could preempt, and the core need not
 * wait for its vector. */
bool armv7m_svc(struct chip *chip);

/* Return the exception that such a fault becomes: itself, or HardFault, which
 * is noted. Of an instruction it must preempt; otherwise it may wait. */
unsigned armv7m_escalate(struct chip *chip, unsigned exception);
unsigned armv7m_escalate_late(struct chip *chip, unsigned exception);

#endif

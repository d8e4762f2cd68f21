/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/fault.h"

#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"

enum { ACTLR_DISDEFWBUF = 1 << 1 };

/* --- escalation, DDI0403 B1.5.14 --- */

static bool is_enabled(const struct chip *chip, unsigned exception)
{
    return exception_set_has(&chip->nvic.enabled, exception);
}

static unsigned force(struct chip *chip)
{
    armv7m(chip)->hfsr |= HFSR_FORCED;
    return EXCEPTION_HARDFAULT;
}

unsigned armv7m_escalate(struct chip *chip, unsigned exception)
{
    return is_enabled(chip, exception) && nvic_preempts(chip, exception)
               ? exception
               : force(chip);
}

unsigned armv7m_escalate_late(struct chip *chip, unsigned exception)
{
    return is_enabled(chip, exception) ? exception : force(chip);
}

static void raise(struct chip *chip, unsigned exception, uint32_t cfsr)
{
    armv7m(chip)->cfsr |= cfsr;
    exception_raise(chip, armv7m_escalate(chip, exception));
}

/* MMFAR and BFAR are one register in these cores (DUI0553 4.3.14: assumed). */
static void note_address(struct chip *chip, uint32_t address)
{
    armv7m(chip)->mmfar = armv7m(chip)->bfar = address;
}

/* --- the faults --- */

void armv7m_fault(struct chip *chip, uint32_t cfsr)
{
    raise(chip, EXCEPTION_USAGEFAULT, cfsr);
}

/* A store goes through the write buffer, which asks the bus when the
 * instruction is done: its fault comes between two instructions, with no
 * address. Assumed: after the store itself. */
static bool is_buffered(const struct chip *chip, uint32_t address)
{
    return !(armv7m(chip)->actlr & ACTLR_DISDEFWBUF) &&
           !mpu7_strongly_ordered(chip, address);
}

bool armv7m_fault_data(struct chip *chip, uint32_t address, bool write)
{
    struct armv7m *core = armv7m(chip);
    if (core->ccr & CCR_BFHFNMIGN && nvic_execution_priority(chip) < 0)
        return true;
    if (write && is_buffered(chip, address)) {
        core->cfsr |= CFSR_IMPRECISERR;
        nvic_pend(chip, armv7m_escalate_late(chip, EXCEPTION_BUSFAULT));
        return true;
    }
    note_address(chip, address);
    raise(chip, EXCEPTION_BUSFAULT, CFSR_PRECISERR | CFSR_BFARVALID);
    return false;
}

void armv7m_fault_memory(struct chip *chip, uint32_t address)
{
    note_address(chip, address);
    raise(chip, EXCEPTION_MEMMANAGE, CFSR_DACCVIOL | CFSR_MMARVALID);
}

/* The default memory map, DDI0403 B3.1: peripherals, devices, system. */
static bool never_executes(uint32_t address)
{
    return address >> 29 == 2 || address >> 29 >= 5;
}

static bool executable(const struct chip *chip, uint32_t address)
{
    return !never_executes(address) && mpu7_executable(chip, address);
}

void armv7m_fault_fetch(struct chip *chip)
{
    uint32_t pc = chip->cpu.r[CPU_PC];
    if (executable(chip, pc) && executable(chip, pc + 2))
        raise(chip, EXCEPTION_BUSFAULT, CFSR_IBUSERR);
    else
        raise(chip, EXCEPTION_MEMMANAGE, CFSR_IACCVIOL);
}

void armv7m_breakpoint(struct chip *chip)
{
    struct armv7m *core = armv7m(chip);
    unsigned exception = EXCEPTION_DEBUG_MONITOR;
    core->dfsr |= DFSR_BKPT;
    if (!is_enabled(chip, exception) || !nvic_preempts(chip, exception)) {
        core->hfsr |= HFSR_DEBUGEVT;
        exception = EXCEPTION_HARDFAULT;
    }
    exception_raise(chip, exception);
}

bool armv7m_svc(struct chip *chip)
{
    if (nvic_preempts(chip, EXCEPTION_SVC))
        return !exception_stalls(chip);
    exception_raise(chip, force(chip));
    return false;
}

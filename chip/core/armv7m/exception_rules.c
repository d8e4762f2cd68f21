/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/exception_rules.h"

#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/fp_context.h"
#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/special.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"

enum { PRIORITY_FAULTMASK = -1 };

static uint32_t ccr(const struct chip *chip)
{
    return armv7m(chip)->ccr;
}

/* PRIGROUP g: bits 7:g+1. */
static uint8_t group_mask(const struct chip *chip)
{
    return (uint8_t)(0xFE << armv7m(chip)->prigroup);
}

static int masked(const struct chip *chip, int priority)
{
    const struct armv7m *core = armv7m(chip);
    int base = core->basepri & group_mask(chip);
    if (core->basepri && base < priority)
        priority = base;
    if (core->faultmask && priority > PRIORITY_FAULTMASK)
        priority = PRIORITY_FAULTMASK;
    return priority;
}

static unsigned fault(struct chip *chip, enum exception_fault fault)
{
    struct armv7m *core = armv7m(chip);
    switch (fault) {
    case EXCEPTION_FAULT_PUSH:
        core->cfsr |= CFSR_STKERR;
        return armv7m_escalate_late(chip, EXCEPTION_BUSFAULT);
    case EXCEPTION_FAULT_PUSH_DENIED:
        core->cfsr |= CFSR_MSTKERR;
        return armv7m_escalate_late(chip, EXCEPTION_MEMMANAGE);
    case EXCEPTION_FAULT_POP:
        core->cfsr |= CFSR_UNSTKERR;
        return armv7m_escalate(chip, EXCEPTION_BUSFAULT);
    case EXCEPTION_FAULT_POP_DENIED:
        core->cfsr |= CFSR_MUNSTKERR;
        return armv7m_escalate(chip, EXCEPTION_MEMMANAGE);
    case EXCEPTION_FAULT_VECTOR:
        core->hfsr |= HFSR_VECTTBL;
        return EXCEPTION_HARDFAULT;
    default:
        core->cfsr |= CFSR_INVPC;
        return armv7m_escalate(chip, EXCEPTION_USAGEFAULT);
    }
}

static void enter(struct chip *chip)
{
    struct armv7m *core = armv7m(chip);
    core->it = 0;
    core->exclusive = false;
    chip->cpu.control &= ~CONTROL_FPCA;
    mpu7_rights_changed(chip);
}

static void leave(struct chip *chip, unsigned exception)
{
    struct armv7m *core = armv7m(chip);
    core->exclusive = false;
    if (exception != EXCEPTION_NMI)
        core->faultmask = false;
    mpu7_rights_changed(chip);
}

/* DDI0439 and DDI0337, "Exception handling": 12 cycles to the handler's first
 * instruction, 10 to return, 6 between two; the cycles of BX or POP are among
 * the 10 there, and come on top here as for ARMv6-M: assumed. Assumed, too: a
 * late arrival adds none. */
const struct exception_rules armv7m_exception_rules = {
    .ipsr_mask = 0x1FF,
    .entry_cycles = 12,
    .return_cycles = 10,
    .tail_chain_cycles = 6,
    .late_arrival = true,
    .xpsr = special_xpsr,
    .set_xpsr = special_set_xpsr,
    .ccr = ccr,
    .group_mask = group_mask,
    .masked = masked,
    .allows = mpu7_allows,
    .push_fp = fp_context_push,
    .pop_fp = fp_context_pop,
    .fault = fault,
    .enter = enter,
    .leave = leave,
};

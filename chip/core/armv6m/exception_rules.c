/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/exception_rules.h"

#include "chip/core/cpu.h"
#include "chip/core/exception.h"

#define XPSR_T (1u << 24)

/* STKALIGN and UNALIGN_TRP, always 1 on ARMv6-M. */
#define CCR_VALUE 0x00000208u

static uint32_t xpsr(const struct chip *chip)
{
    const struct cpu *cpu = &chip->cpu;
    return cpu_nzcv(cpu) | (cpu->t ? XPSR_T : 0) | cpu->ipsr;
}

static void set_xpsr(struct chip *chip, uint32_t value)
{
    cpu_set_nzcv(&chip->cpu, value);
    chip->cpu.t = value & XPSR_T;
}

static uint32_t ccr(const struct chip *chip)
{
    (void)chip;
    return CCR_VALUE;
}

static uint8_t group_mask(const struct chip *chip)
{
    (void)chip;
    return 0xFF;
}

static int masked(const struct chip *chip, int priority)
{
    (void)chip;
    return priority;
}

/* The MPU protects nothing (chip/core/mpu.h). */
static bool allows(const struct chip *chip, uint32_t address, uint32_t size,
                   bool write, bool privileged)
{
    (void)chip;
    (void)address;
    (void)size;
    (void)write;
    (void)privileged;
    return true;
}

static unsigned fault(struct chip *chip, enum exception_fault fault)
{
    (void)chip;
    (void)fault;
    return EXCEPTION_HARDFAULT;
}

static void enter(struct chip *chip)
{
    (void)chip;
}

static void leave(struct chip *chip, unsigned exception)
{
    (void)chip;
    (void)exception;
}

/* xPSR: N31 Z30 C29 V28 | T24 | IPSR 5:0. DDI0484 3.6.1: at worst 15 cycles
 * from the request to the first instruction of the handler. Arm gives no figure
 * for the rest: return and tail-chaining are assumed, the cycles of BX or POP
 * come on top. */
const struct exception_rules armv6m_exception_rules = {
    .ipsr_mask = 0x3F,
    .entry_cycles = 15,
    .return_cycles = 11,
    .tail_chain_cycles = 6,
    .xpsr = xpsr,
    .set_xpsr = set_xpsr,
    .ccr = ccr,
    .group_mask = group_mask,
    .masked = masked,
    .allows = allows,
    .fault = fault,
    .enter = enter,
    .leave = leave,
};

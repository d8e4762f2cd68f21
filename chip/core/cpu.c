/* SPDX-License-Identifier: MIT */
#include "chip/core/cpu.h"

#include "chip/core/core.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"
#include "chip/core/scb.h"

/* --- state --- */

void cpu_select_msp(struct cpu *cpu)
{
    if (!(cpu->control & CONTROL_SPSEL))
        return;
    cpu_select_psp(cpu);
    cpu->control &= ~CONTROL_SPSEL;
}

void cpu_select_psp(struct cpu *cpu)
{
    uint32_t sp = cpu->r[CPU_SP];
    cpu->r[CPU_SP] = cpu->sp_other;
    cpu->sp_other = sp;
    cpu->control |= CONTROL_SPSEL;
}

uint32_t cpu_msp(const struct chip *chip)
{
    const struct cpu *cpu = &chip->cpu;
    return cpu->control & CONTROL_SPSEL ? cpu->sp_other : cpu->r[CPU_SP];
}

uint32_t cpu_psp(const struct chip *chip)
{
    const struct cpu *cpu = &chip->cpu;
    return cpu->control & CONTROL_SPSEL ? cpu->r[CPU_SP] : cpu->sp_other;
}

static void set_msp(struct cpu *cpu, uint32_t sp)
{
    *(cpu->control & CONTROL_SPSEL ? &cpu->sp_other : &cpu->r[CPU_SP]) =
        sp & ~3u;
}

static void set_psp(struct cpu *cpu, uint32_t sp)
{
    *(cpu->control & CONTROL_SPSEL ? &cpu->r[CPU_SP] : &cpu->sp_other) =
        sp & ~3u;
}

uint32_t cpu_nzcv(const struct cpu *cpu)
{
    return (uint32_t)cpu->n << 31 | (uint32_t)cpu->z << 30 |
           (uint32_t)cpu->c << 29 | (uint32_t)cpu->v << 28;
}

uint32_t cpu_xpsr(const struct chip *chip)
{
    return exception_rules(chip)->xpsr(chip);
}

void cpu_set_nzcv(struct cpu *cpu, uint32_t bits)
{
    cpu->n = bits >> 31 & 1;
    cpu->z = bits >> 30 & 1;
    cpu->c = bits >> 29 & 1;
    cpu->v = bits >> 28 & 1;
}

static bool privileged(const struct cpu *cpu)
{
    return cpu->ipsr || !(cpu->control & CONTROL_NPRIV);
}

bool cpu_privileged(const struct chip *chip)
{
    return privileged(&chip->cpu);
}

/* DDI0419 B1.5.5. R0-R12 keep their values (UNKNOWN to the architecture:
 * assumed), LR becomes all ones (assumed, as on ARMv7-M). The flags are
 * UNKNOWN: 0 here. */
void cpu_reset(struct chip *chip)
{
    struct cpu *cpu = &chip->cpu;
    uint32_t sp = 0, pc = 0;
    uint32_t psp = cpu_psp(chip);

    chip->attention &=
        ~(ATTENTION_SLEEP | ATTENTION_LOCKUP | ATTENTION_EXCEPTION);
    cpu->n = cpu->z = cpu->c = cpu->v = false;
    cpu->primask = cpu->event = cpu->locked_up = false;
    cpu->sleeping = cpu->wait_event = cpu->deep = false;
    cpu->control = cpu->ipsr = 0;
    cpu->window = (struct window){0};
    cpu->sp_other = psp;

    /* Without memory at address 0 both words stay 0, and the first fetch locks
     * up. */
    exception_vector(chip, 0, &sp);
    exception_vector(chip, EXCEPTION_RESET, &pc);
    cpu->r[CPU_SP] = sp & ~3u;
    cpu->r[CPU_LR] = 0xFFFFFFFF;
    cpu->t = pc & 1;
    cpu_branch(cpu, pc);
    nvic_update(chip);
}

void cpu_call(struct chip *chip, uint32_t function)
{
    cpu_wake(chip);
    chip->cpu.r[CPU_LR] = chip->cpu.r[CPU_PC] | 1;
    chip->cpu.t = function & 1;
    cpu_branch(&chip->cpu, function);
}

/* --- special registers --- */

/* Special registers, DDI0419 table B4-1. */
enum {
    SYSM_APSR = 0,
    SYSM_IAPSR = 1,
    SYSM_EAPSR = 2,
    SYSM_XPSR = 3,
    SYSM_IPSR = 5,
    SYSM_EPSR = 6,
    SYSM_IEPSR = 7,
    SYSM_MSP = 8,
    SYSM_PSP = 9,
    SYSM_PRIMASK = 16,
    SYSM_CONTROL = 20
};

/* Unprivileged code reads MSP, PSP and PRIMASK as 0. Other values of SYSm are
 * UNPREDICTABLE: they fault here, assumed. */
bool cpu_read_special(const struct chip *chip, unsigned sysm, uint32_t *value)
{
    const struct cpu *cpu = &chip->cpu;
    bool allowed = privileged(cpu);

    switch (sysm) {
    case SYSM_APSR:
    case SYSM_EAPSR: *value = cpu_nzcv(cpu); return true;
    case SYSM_IAPSR:
    case SYSM_XPSR: *value = cpu_nzcv(cpu) | cpu->ipsr; return true;
    case SYSM_EPSR: *value = 0; return true;
    case SYSM_IPSR:
    case SYSM_IEPSR: *value = cpu->ipsr; return true;
    case SYSM_MSP: *value = allowed ? cpu_msp(chip) : 0; return true;
    case SYSM_PSP: *value = allowed ? cpu_psp(chip) : 0; return true;
    case SYSM_PRIMASK: *value = allowed && cpu->primask; return true;
    case SYSM_CONTROL: *value = cpu->control; return true;
    default: return false;
    }
}

/* SPSEL can be written in Thread mode only. */
static void write_control(struct cpu *cpu, uint32_t value)
{
    if (!cpu->ipsr && !(value & CONTROL_SPSEL))
        cpu_select_msp(cpu);
    if (!cpu->ipsr && value & CONTROL_SPSEL & ~cpu->control)
        cpu_select_psp(cpu);
    cpu->control &= ~CONTROL_NPRIV;
    cpu->control |= value & CONTROL_NPRIV;
}

static void write_privileged(struct chip *chip, unsigned sysm, uint32_t value)
{
    struct cpu *cpu = &chip->cpu;
    switch (sysm) {
    case SYSM_MSP:
        set_msp(cpu, value);
        chip->watch.msp =
            (struct watch_msp){chip->last_pc, value, cpu->instructions};
        break;
    case SYSM_PSP: set_psp(cpu, value); break;
    case SYSM_CONTROL: write_control(cpu, value); break;
    case SYSM_PRIMASK:
        cpu->primask = value & 1;
        nvic_update(chip);
        break;
    }
}

bool cpu_write_special(struct chip *chip, unsigned sysm, uint32_t value)
{
    struct cpu *cpu = &chip->cpu;
    switch (sysm) {
    case SYSM_APSR:
    case SYSM_IAPSR:
    case SYSM_EAPSR:
    case SYSM_XPSR:
        cpu->n = value >> 31 & 1;
        cpu->z = value >> 30 & 1;
        cpu->c = value >> 29 & 1;
        cpu->v = value >> 28 & 1;
        return true;
    case SYSM_IPSR:
    case SYSM_EPSR:
    case SYSM_IEPSR: return true; /* ignored */
    case SYSM_MSP:
    case SYSM_PSP:
    case SYSM_PRIMASK:
    case SYSM_CONTROL:
        if (privileged(cpu))
            write_privileged(chip, sysm, value);
        return true;
    default: return false;
    }
}

/* --- sleep, DDI0419 B1.5.18-20 --- */

void cpu_wake(struct chip *chip)
{
    struct cpu *cpu = &chip->cpu;
    bool deep = cpu->deep;
    if (cpu->sleeping && core_of(chip)->sleep)
        core_of(chip)->sleep(chip, false);
    cpu->sleeping = cpu->deep = false;
    chip->attention &= ~ATTENTION_SLEEP;
    if (deep)
        map_of(chip)->wake(chip);
    nvic_update(chip);
}

/* WFE clears the event register when it wakes up: assumed. */
void cpu_event(struct chip *chip)
{
    struct cpu *cpu = &chip->cpu;
    if (cpu->sleeping && cpu->wait_event)
        cpu_wake(chip);
    else
        cpu->event = true;
}

static void sleep_until(struct chip *chip, bool event)
{
    struct cpu *cpu = &chip->cpu;

    cpu->wait_event = event;
    if (nvic_wakes(chip))
        return;
    if (core_of(chip)->sleep)
        core_of(chip)->sleep(chip, true);
    cpu->sleeping = true;
    chip->attention |= ATTENTION_SLEEP;
    if (chip->scb.scr & SCR_SLEEPDEEP) {
        cpu->deep = true;
        map_of(chip)->deep_sleep(chip);
    }
}

void cpu_sleep(struct chip *chip)
{
    sleep_until(chip, false);
}

void cpu_wait_event(struct chip *chip)
{
    if (chip->cpu.event)
        chip->cpu.event = false;
    else
        sleep_until(chip, true);
}

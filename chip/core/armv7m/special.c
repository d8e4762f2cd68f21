/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/special.h"

#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/core.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"

#define APSR_Q (1u << 27)
#define XPSR_T (1u << 24)

/* DDI0403 B5.2.2: those below 8 are xPSR, of which bit 0 adds IPSR and bit 2
 * leaves out APSR. */
enum {
    SYSM_XPSR_END = 8,
    SYSM_MSP = 8,
    SYSM_PSP = 9,
    SYSM_PRIMASK = 16,
    SYSM_BASEPRI = 17,
    SYSM_BASEPRI_MAX = 18,
    SYSM_FAULTMASK = 19,
    SYSM_CONTROL = 20
};
enum { SYSM_IPSR_BIT = 1, SYSM_NO_APSR_BIT = 4, SYSM_APSR = 0 };
enum { MASK_NZCVQ = 2, MASK_GE = 1 };

static uint32_t apsr(const struct chip *chip)
{
    const struct cpu *cpu = &chip->cpu;
    const struct armv7m *core = armv7m(chip);
    return cpu_nzcv(cpu) | (core->q ? APSR_Q : 0) | (uint32_t)core->ge << 16;
}

uint32_t special_xpsr(const struct chip *chip)
{
    const struct cpu *cpu = &chip->cpu;
    uint32_t it = armv7m(chip)->it;
    return apsr(chip) | (cpu->t ? XPSR_T : 0) | (it & 3) << 25 |
           (it >> 2) << 10 | cpu->ipsr;
}

void special_set_xpsr(struct chip *chip, uint32_t xpsr)
{
    struct armv7m *core = armv7m(chip);
    special_write(chip, SYSM_APSR, MASK_NZCVQ | MASK_GE, xpsr);
    core->it = (uint8_t)((xpsr >> 25 & 3) | (xpsr >> 8 & 0xFC));
    chip->cpu.t = xpsr & XPSR_T;
}

static uint32_t read_xpsr(const struct chip *chip, unsigned sysm)
{
    uint32_t value = sysm & SYSM_NO_APSR_BIT ? 0 : apsr(chip);
    return sysm & SYSM_IPSR_BIT ? value | chip->cpu.ipsr : value;
}

uint32_t special_read(const struct chip *chip, unsigned sysm)
{
    const struct armv7m *core = armv7m(chip);
    if (sysm < SYSM_XPSR_END)
        return read_xpsr(chip, sysm);
    if (sysm == SYSM_CONTROL)
        return chip->cpu.control;
    if (!cpu_privileged(chip))
        return 0;
    switch (sysm) {
    case SYSM_MSP: return cpu_msp(chip);
    case SYSM_PSP: return cpu_psp(chip);
    case SYSM_PRIMASK: return chip->cpu.primask;
    case SYSM_BASEPRI:
    case SYSM_BASEPRI_MAX: return core->basepri;
    case SYSM_FAULTMASK: return core->faultmask;
    default: return 0;
    }
}

static void write_apsr(struct chip *chip, unsigned mask, uint32_t value)
{
    struct armv7m *core = armv7m(chip);
    if (mask & MASK_NZCVQ) {
        cpu_write_special(chip, SYSM_APSR, value);
        core->q = value & APSR_Q;
    }
    if (mask & MASK_GE && core->dsp)
        core->ge = value >> 16 & 15;
}

static void set_basepri(struct chip *chip, uint32_t value)
{
    armv7m(chip)->basepri = value & core_of(chip)->priority_mask;
    nvic_update(chip);
}

/* Only to a priority that is more urgent than the present one. */
static void raise_basepri(struct chip *chip, uint32_t value)
{
    uint8_t now = armv7m(chip)->basepri,
            priority = value & core_of(chip)->priority_mask;
    if (priority && (priority < now || !now))
        set_basepri(chip, priority);
}

/* At the priority of HardFault or NMI it cannot be set. */
static void set_faultmask(struct chip *chip, bool value)
{
    if (value && nvic_execution_priority(chip) < 0)
        return;
    armv7m(chip)->faultmask = value;
    mpu7_rights_changed(chip);
    nvic_update(chip);
}

static void write_control(struct chip *chip, uint32_t value)
{
    struct cpu *cpu = &chip->cpu;
    cpu_write_special(chip, SYSM_CONTROL, value);
    mpu7_rights_changed(chip);
    if (armv7m(chip)->fpu)
        cpu->control =
            (uint8_t)((cpu->control & ~CONTROL_FPCA) | (value & CONTROL_FPCA));
}

void special_write(struct chip *chip, unsigned sysm, unsigned mask,
                   uint32_t value)
{
    if (sysm < SYSM_XPSR_END) {
        if (!(sysm & SYSM_NO_APSR_BIT))
            write_apsr(chip, mask, value);
        return;
    }
    if (!cpu_privileged(chip))
        return;
    switch (sysm) {
    case SYSM_MSP:
    case SYSM_PSP:
    case SYSM_PRIMASK: cpu_write_special(chip, sysm, value); break;
    case SYSM_BASEPRI: set_basepri(chip, value); break;
    case SYSM_BASEPRI_MAX: raise_basepri(chip, value); break;
    case SYSM_FAULTMASK: set_faultmask(chip, value & 1); break;
    case SYSM_CONTROL: write_control(chip, value); break;
    }
}

void special_cps(struct chip *chip, uint32_t code)
{
    bool disable = code & 1 << 4;
    if (!cpu_privileged(chip))
        return;
    if (code & 2) {
        chip->cpu.primask = disable;
        nvic_update(chip);
    }
    if (code & 1)
        set_faultmask(chip, disable);
}

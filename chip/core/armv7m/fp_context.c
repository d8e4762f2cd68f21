/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/fp_context.h"

#include "chip/bus.h"
#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"

enum {
    CPACR = 0xE000ED88,
    FPCCR = 0xE000EF34,
    FPCAR = 0xE000EF38,
    FPDSCR = 0xE000EF3C,
    MVFR0 = 0xE000EF40,
    MVFR1 = 0xE000EF44,
    MVFR2 = 0xE000EF48
};

#define MVFR0_VALUE 0x10110021u
#define MVFR1_VALUE 0x11000011u

/*  23:22 | 21:20
 *  CP11  | CP10: 0 none, 1 privileged code, 3 all */
#define CPACR_MASK 0x00F00000u

#define FPCCR_ASPEN    (1u << 31)
#define FPCCR_LSPEN    (1u << 30)
#define FPCCR_MONRDY   (1u << 8)
#define FPCCR_BFRDY    (1u << 6)
#define FPCCR_MMRDY    (1u << 5)
#define FPCCR_HFRDY    (1u << 4)
#define FPCCR_THREAD   (1u << 3)
#define FPCCR_USER     (1u << 1)
#define FPCCR_LSPACT   (1u << 0)
#define FPCCR_SETTINGS (FPCCR_ASPEN | FPCCR_LSPEN)
#define FPCCR_MASK     0xC000017Bu

#define FPDSCR_MASK 0x07C00000u /* AHP, DN, FZ, RMode */

/* Of S0-S15, FPSCR: 17 words (DDI0439 3.3.1, assumed of the return). */
enum { WORDS = 17, SINGLES = 16, TRANSFER_CYCLES = 17 };

/* --- the words in the frame --- */

static enum exception_fault store(struct chip *chip, uint32_t address,
                                  bool privileged)
{
    const struct armv7m *core = armv7m(chip);
    if (!mpu7_allows(chip, address, 4 * WORDS, true, privileged))
        return EXCEPTION_FAULT_PUSH_DENIED;
    for (unsigned i = 0; i < WORDS; i++)
        if (!bus_write(chip, address + 4 * i, 4,
                       i < SINGLES ? core->s[i] : core->fpscr))
            return EXCEPTION_FAULT_PUSH;
    chip->cycle += TRANSFER_CYCLES;
    return EXCEPTION_FAULT_NONE;
}

static enum exception_fault load(struct chip *chip, uint32_t address,
                                 bool privileged)
{
    struct armv7m *core = armv7m(chip);
    uint32_t words[WORDS];
    if (!mpu7_allows(chip, address, 4 * WORDS, false, privileged))
        return EXCEPTION_FAULT_POP_DENIED;
    for (unsigned i = 0; i < WORDS; i++)
        if (!bus_read(chip, address + 4 * i, 4, &words[i]))
            return EXCEPTION_FAULT_POP;
    for (unsigned i = 0; i < SINGLES; i++)
        core->s[i] = words[i];
    core->fpscr = words[SINGLES];
    chip->cycle += TRANSFER_CYCLES;
    return EXCEPTION_FAULT_NONE;
}

/* --- entry and return --- */

static bool is_ready(const struct chip *chip, unsigned exception)
{
    return (exception == EXCEPTION_HARDFAULT ||
            exception_set_has(&chip->nvic.enabled, exception)) &&
           nvic_preempts(chip, exception);
}

/* Leaves the room, and notes for whom: the state before the entry. */
static void reserve(struct chip *chip, uint32_t address)
{
    struct armv7m *core = armv7m(chip);
    uint32_t now = FPCCR_LSPACT;
    if (!cpu_privileged(chip))
        now |= FPCCR_USER;
    if (!chip->cpu.ipsr)
        now |= FPCCR_THREAD;
    if (is_ready(chip, EXCEPTION_HARDFAULT))
        now |= FPCCR_HFRDY;
    if (is_ready(chip, EXCEPTION_MEMMANAGE))
        now |= FPCCR_MMRDY;
    if (is_ready(chip, EXCEPTION_BUSFAULT))
        now |= FPCCR_BFRDY;
    if (is_ready(chip, EXCEPTION_DEBUG_MONITOR))
        now |= FPCCR_MONRDY;
    core->fpccr = (core->fpccr & FPCCR_SETTINGS) | now;
    core->fpcar = address;
}

enum exception_fault fp_context_push(struct chip *chip, uint32_t address)
{
    if (!(armv7m(chip)->fpccr & FPCCR_LSPEN))
        return store(chip, address, cpu_privileged(chip));
    reserve(chip, address);
    return EXCEPTION_FAULT_NONE;
}

enum exception_fault fp_context_pop(struct chip *chip, uint32_t address,
                                    bool privileged)
{
    struct armv7m *core = armv7m(chip);
    if (!(core->fpccr & FPCCR_LSPACT))
        return load(chip, address, privileged);
    core->fpccr &= ~FPCCR_LSPACT; /* the registers are still there */
    return EXCEPTION_FAULT_NONE;
}

/* --- the first use --- */

static bool is_open(const struct chip *chip)
{
    switch (armv7m(chip)->cpacr >> 20 & 3) {
    case 3: return armv7m(chip)->fpu;
    case 1: return armv7m(chip)->fpu && cpu_privileged(chip);
    default: return false;
    }
}

/* Returns the exception that a fault of the late stores raises: itself if it
 * could be taken when the room was reserved. */
static unsigned late_exception(struct chip *chip, bool denied)
{
    struct armv7m *core = armv7m(chip);
    core->cfsr |= denied ? CFSR_MLSPERR : CFSR_LSPERR;
    if (core->fpccr & (denied ? FPCCR_MMRDY : FPCCR_BFRDY))
        return denied ? EXCEPTION_MEMMANAGE : EXCEPTION_BUSFAULT;
    core->hfsr |= HFSR_FORCED;
    return EXCEPTION_HARDFAULT;
}

/* An exception that cannot preempt the running one waits, and the registers are
 * lost (assumed). Returns false when it is taken: the instruction is then
 * repeated. */
static bool late_fault(struct chip *chip, bool denied)
{
    unsigned exception = late_exception(chip, denied);
    if (exception == EXCEPTION_HARDFAULT || nvic_preempts(chip, exception)) {
        exception_raise(chip, exception);
        return false;
    }
    nvic_pend(chip, exception);
    return true;
}

static bool save_late(struct chip *chip)
{
    struct armv7m *core = armv7m(chip);
    enum exception_fault fault =
        store(chip, core->fpcar, !(core->fpccr & FPCCR_USER));
    if (chip->attention & ATTENTION_STALL)
        return false;
    if (fault && !late_fault(chip, fault == EXCEPTION_FAULT_PUSH_DENIED))
        return false;
    core->fpccr &= ~FPCCR_LSPACT;
    return true;
}

bool armv7m_fp_use(struct chip *chip)
{
    struct armv7m *core = armv7m(chip);
    if (!is_open(chip)) {
        armv7m_fault(chip, CFSR_NOCP);
        return false;
    }
    if (core->fpccr & FPCCR_LSPACT && !save_late(chip))
        return false;
    if (core->fpccr & FPCCR_ASPEN && !(chip->cpu.control & CONTROL_FPCA)) {
        chip->cpu.control |= CONTROL_FPCA;
        core->fpscr = core->fpdscr;
    }
    return true;
}

bool fp_context_ready(const struct chip *chip)
{
    uint32_t fpccr = armv7m(chip)->fpccr;
    bool mine = !(fpccr & FPCCR_ASPEN) || chip->cpu.control & CONTROL_FPCA;
    return is_open(chip) && !(fpccr & FPCCR_LSPACT) && mine;
}

/* --- registers --- */

bool fp_context_read(const struct chip *chip, uint32_t address, uint32_t *value)
{
    const struct armv7m *core = armv7m(chip);
    switch (address) {
    case CPACR: *value = core->cpacr; break;
    case FPCCR: *value = core->fpccr; break;
    case FPCAR: *value = core->fpcar; break;
    case FPDSCR: *value = core->fpdscr; break;
    case MVFR0: *value = core->fpu ? MVFR0_VALUE : 0; break;
    case MVFR1: *value = core->fpu ? MVFR1_VALUE : 0; break;
    case MVFR2: *value = 0; break;
    default: return false;
    }
    return true;
}

/* Without an FPU they read 0. */
bool fp_context_write(struct chip *chip, uint32_t address, uint32_t value)
{
    struct armv7m *core = armv7m(chip);
    if (!core->fpu)
        value = 0;
    switch (address) {
    case CPACR: core->cpacr = value & CPACR_MASK; break;
    case FPCCR: core->fpccr = value & FPCCR_MASK; break;
    case FPCAR: core->fpcar = value & ~7u; break;
    case FPDSCR: core->fpdscr = value & FPDSCR_MASK; break;
    case MVFR0:
    case MVFR1:
    case MVFR2: break;
    default: return false;
    }
    return true;
}

/* SPDX-License-Identifier: MIT */
#include "chip/core/armv7m/scb.h"

#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/fp_context.h"
#include "chip/core/armv7m/mpu.h"
#include "chip/core/armv7m/state.h"
#include "chip/core/armv7m/trace.h"
#include "chip/core/core.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"
#include "chip/core/scb.h"

/* Addresses, DDI0403 B3.2.2. */
enum {
    SCS = 0xE000E000,
    SCS_END = 0xE000F000,
    ICTR = 0xE000E004,
    ACTLR = 0xE000E008,
    NVIC = 0xE000E100,
    IABR = 0xE000E300,
    IABR_END = 0xE000E320,
    NVIC_IPR = 0xE000E400,
    NVIC_END = 0xE000E4F0,
    CPUID = 0xE000ED00,
    ICSR = 0xE000ED04,
    VTOR = 0xE000ED08,
    AIRCR = 0xE000ED0C,
    SCR = 0xE000ED10,
    CCR = 0xE000ED14,
    SHPR1 = 0xE000ED18,
    SHPR2 = 0xE000ED1C,
    SHPR3 = 0xE000ED20,
    SHCSR = 0xE000ED24,
    CFSR = 0xE000ED28,
    HFSR = 0xE000ED2C,
    DFSR = 0xE000ED30,
    MMFAR = 0xE000ED34,
    BFAR = 0xE000ED38,
    AFSR = 0xE000ED3C,
    PFR0 = 0xE000ED40,
    ISAR4_END = 0xE000ED74,
    MPU_END = 0xE000EDBC,
    MPU_RBAR = 0xE000ED9C,
    DHCSR = 0xE000EDF0,
    DEMCR = 0xE000EDFC,
    STIR = 0xE000EF00
};

#define ICSR_RETTOBASE (1u << 11)

/* Assumed of the Cortex-M3: it is r2p1, as the CPUID says. */
#define VTOR_TBLOFF 0xFFFFFF80u

#define AIRCR_PRIGROUP_POS 8
#define AIRCR_VECTRESET    (1u << 0)

#define ACTLR_MASK    0x007u /* DISFOLD, DISDEFWBUF, DISMCYCINT */
#define ACTLR_MASK_FP 0x307u /* and DISOOFP, DISFPCA */

#define CCR_RESET CCR_STKALIGN
#define CCR_MASK                                                               \
    (CCR_NONBASETHRDENA | CCR_USERSETMPEND | CCR_UNALIGN_TRP | CCR_DIV_0_TRP | \
     CCR_BFHFNMIGN | CCR_STKALIGN)

#define CFSR_MASK                                                              \
    (CFSR_IACCVIOL | CFSR_DACCVIOL | CFSR_MUNSTKERR | CFSR_MSTKERR |           \
     CFSR_MLSPERR | CFSR_MMARVALID | CFSR_IBUSERR | CFSR_PRECISERR |           \
     CFSR_IMPRECISERR | CFSR_UNSTKERR | CFSR_STKERR | CFSR_LSPERR |            \
     CFSR_BFARVALID | CFSR_UNDEFINSTR | CFSR_INVSTATE | CFSR_INVPC |           \
     CFSR_NOCP | CFSR_UNALIGNED | CFSR_DIVBYZERO)

#define DEMCR_MON_EN   (1u << 16)
#define DEMCR_MON_PEND (1u << 17)
#define DEMCR_POWER_ON                                                         \
    0x010007F1u /* TRCENA, VC_: only power-on resets them                      \
                 */
#define DEMCR_MASK (DEMCR_POWER_ON | 0x000C0000u /* MON_REQ, MON_STEP */)

/* The exceptions whose priorities begin the words. */
enum { SHPR1_FIRST = 4, SHPR2_FIRST = 8, SHPR3_FIRST = 12 };

/* --- reset --- */

static void reset_debug(struct chip *chip)
{
    struct armv7m *core = armv7m(chip);
    core->demcr &= DEMCR_POWER_ON;
    if (chip->reset.last > RESET_DIP)
        return;
    core->demcr = 0;
    trace_reset(chip);
}

/* S0-S31 keep their values, which are UNKNOWN to the architecture. */
void armv7m_scb_reset(struct chip *chip)
{
    struct armv7m *core = armv7m(chip);
    const struct core *model = core_of(chip);
    chip->scb = (struct scb){0};
    chip->mpu = (struct mpu){0};
    core->dsp = model->dsp;
    core->fpu = model->fpu;
    core->q = core->faultmask = core->exclusive = core->user = false;
    core->ge = core->it = core->basepri = core->prigroup = 0;
    core->fpscr = core->fpcar = core->fpdscr = core->cpacr = 0;
    core->fpccr = model->fpu ? FPCCR_RESET : 0;
    core->actlr = 0;
    core->ccr = CCR_RESET;
    core->cfsr = core->hfsr = core->dfsr = core->mmfar = core->bfar = 0;
    reset_debug(chip);
}

/* --- SHCSR: the NVIC keeps it --- */

enum { NO_BIT = 32 };

static const struct shcsr_bits {
    uint8_t exception, active, pending, enable;
} shcsr_bits[] = {
    {EXCEPTION_MEMMANAGE, 0, 13, 16},
    {EXCEPTION_BUSFAULT, 1, 14, 17},
    {EXCEPTION_USAGEFAULT, 3, 12, 18},
    {EXCEPTION_SVC, 7, 15, NO_BIT},
    {EXCEPTION_DEBUG_MONITOR, 8, NO_BIT, NO_BIT},
    {EXCEPTION_PENDSV, 10, NO_BIT, NO_BIT},
    {EXCEPTION_SYSTICK, 11, NO_BIT, NO_BIT},
};

enum { SHCSR_ROWS = sizeof shcsr_bits / sizeof *shcsr_bits };

static uint32_t bit_of(const struct exception_set *set, unsigned exception,
                       unsigned bit)
{
    return bit < NO_BIT && exception_set_has(set, exception) ? 1u << bit : 0;
}

static uint32_t read_shcsr(const struct chip *chip)
{
    const struct nvic *nvic = &chip->nvic;
    uint32_t value = 0;
    for (unsigned i = 0; i < SHCSR_ROWS; i++) {
        const struct shcsr_bits *row = &shcsr_bits[i];
        value |= bit_of(&nvic->active, row->exception, row->active) |
                 bit_of(&nvic->pending, row->exception, row->pending) |
                 bit_of(&nvic->enabled, row->exception, row->enable);
    }
    return value;
}

static void put_bit(struct exception_set *set, unsigned exception, unsigned bit,
                    uint32_t value)
{
    if (bit == NO_BIT)
        return;
    if (value >> bit & 1)
        exception_set_add(set, exception);
    else
        exception_set_remove(set, exception);
}

static void write_shcsr(struct chip *chip, uint32_t value)
{
    struct nvic *nvic = &chip->nvic;
    for (unsigned i = 0; i < SHCSR_ROWS; i++) {
        const struct shcsr_bits *row = &shcsr_bits[i];
        put_bit(&nvic->active, row->exception, row->active, value);
        put_bit(&nvic->pending, row->exception, row->pending, value);
        put_bit(&nvic->enabled, row->exception, row->enable, value);
    }
    nvic_update(chip);
}

/* --- DEMCR --- */

static uint32_t read_demcr(const struct chip *chip)
{
    const struct nvic *nvic = &chip->nvic;
    uint32_t value = armv7m(chip)->demcr;
    if (exception_set_has(&nvic->enabled, EXCEPTION_DEBUG_MONITOR))
        value |= DEMCR_MON_EN;
    if (exception_set_has(&nvic->pending, EXCEPTION_DEBUG_MONITOR))
        value |= DEMCR_MON_PEND;
    return value;
}

static void write_demcr(struct chip *chip, uint32_t value)
{
    struct nvic *nvic = &chip->nvic;
    put_bit(&nvic->enabled, EXCEPTION_DEBUG_MONITOR, 16, value);
    put_bit(&nvic->pending, EXCEPTION_DEBUG_MONITOR, 17, value);
    trace_write_demcr(chip, value & DEMCR_MASK);
    nvic_update(chip);
}

/* --- others --- */

/* PFR0, PFR1, DFR0, AFR0, MMFR0-3, ISAR0-4: DDI0439, DDI0337 (assumed). */
static uint32_t read_feature(const struct chip *chip, unsigned index)
{
    static const uint32_t m3[] = {
        0x00000030, 0x00000200, 0x00100000, 0,          0x00100030,
        0,          0x01000000, 0,          0x01100110, 0x02111000,
        0x21112231, 0x01111110, 0x01310132,
    };
    static const uint32_t m4[] = {
        0x00000030, 0x00000200, 0x00100000, 0,          0x00100030,
        0,          0x01000000, 0,          0x01101110, 0x02112000,
        0x20232231, 0x01111131, 0x01310132,
    };
    return core_of(chip)->dsp ? m4[index] : m3[index];
}

/* RETTOBASE in Thread mode is unknown: as QEMU's, assumed. */
static uint32_t read_icsr(const struct chip *chip)
{
    unsigned count = exception_set_count(&chip->nvic.active);
    return scb_read_icsr(chip) | (count <= 1 ? ICSR_RETTOBASE : 0);
}

static enum access write_aircr(struct chip *chip, uint32_t value)
{
    if (!scb_write_aircr(chip, value))
        return ACCESS_OK;
    armv7m(chip)->prigroup = value >> AIRCR_PRIGROUP_POS & 7;
    nvic_update(chip);
    return value & AIRCR_VECTRESET ? ACCESS_UNMODELLED : ACCESS_OK;
}

static void write_stir(struct chip *chip, uint32_t value)
{
    uint32_t irq = value & 0x1FF;
    if (irq < map_of(chip)->irq_count)
        nvic_pend(chip, EXCEPTION_IRQ0 + irq);
}

static bool is_mpu(uint32_t address)
{
    return address - MPU_BASE < MPU_END - MPU_BASE;
}

/* Behind RASR, RBAR and RASR come three times more. */
static uint32_t mpu_register(uint32_t address)
{
    return address < MPU_RBAR ? address : MPU_RBAR + (address - MPU_RBAR) % 8;
}

static void write_mpu(struct chip *chip, uint32_t address, uint32_t value)
{
    static const struct mpu_masks masks = {0xFFFFFFE0, 0x173FFF3F};
    mpu_write(chip, &masks, mpu_register(address), value);
    mpu7_changed(chip);
}

static uint32_t read_nvic(struct chip *chip, uint32_t address)
{
    uint32_t value = 0;
    if (address - IABR < IABR_END - IABR)
        return (address - IABR) / 4 * 32 < map_of(chip)->irq_count
                   ? nvic_word(&chip->nvic.active, (address - IABR) / 4)
                   : 0;
    nvic_read(chip, address, &value);
    return value;
}

/* --- words --- */

static bool is_nvic(uint32_t address)
{
    return address - NVIC < NVIC_END - NVIC;
}

/* What belongs to the debugger reads 0 and ignores writes, as without one. */
static bool is_debugger(uint32_t address)
{
    return address >= DHCSR && address < DEMCR;
}

static enum access read_scs(struct chip *chip, uint32_t address,
                            uint32_t *value)
{
    const struct armv7m *core = armv7m(chip);
    switch (address) {
    case ICTR: *value = (map_of(chip)->irq_count - 1) / 32; break;
    case ACTLR: *value = core->actlr; break;
    case CPUID: *value = core_of(chip)->cpuid; break;
    case ICSR: *value = read_icsr(chip); break;
    case VTOR: *value = chip->scb.vtor; break;
    case AIRCR:
        *value = AIRCR_VECTKEYSTAT | (uint32_t)core->prigroup
                                         << AIRCR_PRIGROUP_POS;
        break;
    case SCR: *value = chip->scb.scr; break;
    case CCR: *value = core->ccr; break;
    case SHPR1: *value = scb_read_priorities(chip, SHPR1_FIRST); break;
    case SHPR2: *value = scb_read_priorities(chip, SHPR2_FIRST); break;
    case SHPR3: *value = scb_read_priorities(chip, SHPR3_FIRST); break;
    case SHCSR: *value = read_shcsr(chip); break;
    case CFSR: *value = core->cfsr; break;
    case HFSR: *value = core->hfsr; break;
    case DFSR: *value = core->dfsr; break;
    case MMFAR: *value = core->mmfar; break;
    case BFAR: *value = core->bfar; break;
    case DEMCR: *value = read_demcr(chip); break;
    case AFSR:
    case STIR: *value = 0; break;
    default:
        *value = 0;
        return is_debugger(address) ? ACCESS_OK : ACCESS_UNMODELLED;
    }
    return ACCESS_OK;
}

static bool is_feature(uint32_t address)
{
    return address >= PFR0 && address < ISAR4_END;
}

static enum access read_word(struct chip *chip, uint32_t address,
                             uint32_t *value)
{
    if (address < SCS || address >= SCS_END)
        return trace_read(chip, address, value);
    if (fp_context_read(chip, address, value))
        return ACCESS_OK;
    if (is_nvic(address))
        *value = read_nvic(chip, address);
    else if (is_mpu(address))
        *value = mpu_read(chip, mpu_register(address));
    else if (is_feature(address))
        *value = read_feature(chip, (address - PFR0) / 4);
    else
        return read_scs(chip, address, value);
    return ACCESS_OK;
}

static enum access write_scs(struct chip *chip, uint32_t address,
                             uint32_t value)
{
    struct armv7m *core = armv7m(chip);
    switch (address) {
    case ACTLR:
        core->actlr = value & (core->fpu ? ACTLR_MASK_FP : ACTLR_MASK);
        break;
    case ICSR: scb_write_icsr(chip, value); break;
    case VTOR: chip->scb.vtor = value & VTOR_TBLOFF; break;
    case AIRCR: return write_aircr(chip, value);
    case SCR: chip->scb.scr = value & SCR_WRITABLE; break;
    case CCR: core->ccr = value & CCR_MASK; break;
    case SHPR1: scb_write_priorities(chip, SHPR1_FIRST, value); break;
    case SHPR2: scb_write_priorities(chip, SHPR2_FIRST, value); break;
    case SHPR3: scb_write_priorities(chip, SHPR3_FIRST, value); break;
    case SHCSR: write_shcsr(chip, value); break;
    case CFSR: core->cfsr &= ~(value & CFSR_MASK); break;
    case HFSR: core->hfsr &= ~value; break;
    case DFSR: core->dfsr &= ~value; break;
    case MMFAR:
    case BFAR: core->mmfar = core->bfar = value; break;
    case DEMCR: write_demcr(chip, value); break;
    case STIR: write_stir(chip, value); break;
    case ICTR:
    case CPUID:
    case AFSR: break;
    default: return is_feature(address) ? ACCESS_OK : ACCESS_UNMODELLED;
    }
    return ACCESS_OK;
}

static enum access write_word(struct chip *chip, uint32_t address,
                              uint32_t value)
{
    if (address < SCS || address >= SCS_END)
        return trace_write(chip, address, value);
    if (fp_context_write(chip, address, value) || is_debugger(address))
        return ACCESS_OK;
    if (is_nvic(address))
        nvic_write(chip, address, value);
    else if (is_mpu(address))
        write_mpu(chip, address, value);
    else
        return write_scs(chip, address, value);
    return ACCESS_OK;
}

/* --- bytes and halfwords --- */

static bool is_status(uint32_t address)
{
    return address - CFSR < 4;
}

static bool is_priority(uint32_t address)
{
    return address - NVIC_IPR < NVIC_END - NVIC_IPR ||
           address - SHPR1 < SHCSR - SHPR1;
}

/* DDI0403 B3.1.1: for privileged code only, but for STIR and the ITM's ports.
 * Parts of other words than these are UNPREDICTABLE: a fault here. */
static bool allowed(const struct chip *chip, uint32_t address, unsigned size,
                    bool write)
{
    bool parts =
        is_priority(address) || is_status(address) || trace_is_port(address);
    if (size != 4 && !parts)
        return false;
    if (cpu_privileged(chip) || trace_is_port(address))
        return true;
    return write && address == STIR && armv7m(chip)->ccr & CCR_USERSETMPEND;
}

static uint32_t lanes(unsigned size)
{
    return size == 4 ? 0xFFFFFFFF : (1u << 8 * size) - 1;
}

enum access armv7m_scb_read(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t *value)
{
    uint32_t word = 0;
    *value = 0;
    if (!allowed(chip, address, size, false))
        return ACCESS_FAULT;
    enum access access = read_word(chip, address & ~3u, &word);
    *value = word >> 8 * (address & 3) & lanes(size);
    return access;
}

enum access armv7m_scb_write(struct chip *chip, uint32_t address, unsigned size,
                             uint32_t value)
{
    unsigned shift = 8 * (address & 3);
    uint32_t word = 0;
    if (!allowed(chip, address, size, true))
        return ACCESS_FAULT;
    if (size != 4 && is_priority(address))
        read_word(chip, address & ~3u, &word);
    word &= ~(lanes(size) << shift);
    word |= (value & lanes(size)) << shift;
    return write_word(chip, address & ~3u, word);
}

/* DDI0403 table B3-3, DDI0439 table 2-1. */
const char *armv7m_scb_name(uint32_t address)
{
    static const struct {
        uint32_t base, size;
        const char *name;
    } blocks[] = {
        {0xE0000000, 0x1000, "ITM"},
        {0xE0001000, 0x1000, "DWT"},
        {0xE0002000, 0x1000, "FPB"},
        {0xE0040000, 0x1000, "TPIU"},
        {0xE0041000, 0x1000, "ETM"},
        {NVIC, NVIC_END - NVIC, "NVIC"},
        {CPUID, MPU_BASE - CPUID, "SCB"},
        {MPU_BASE, MPU_END - MPU_BASE, "MPU"},
        {DHCSR, 0x10, "DCB"},
        {0xE000EF34, 0x18, "FPU"},
        {SCS, SCS_END - SCS, "SCS"},
        {0xE00FF000, 0x1000, "ROM table"},
    };
    for (unsigned i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (address - blocks[i].base < blocks[i].size)
            return blocks[i].name;
    return NULL;
}

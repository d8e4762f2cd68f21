/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/scb.h"

#include "chip/core/armv6m/mpu.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/nvic.h"
#include "chip/core/scb.h"
#include "chip/reset.h"

/* Addresses, DDI0419 B3.2.2. */
enum {
    NVIC = 0xE000E100,
    NVIC_END = 0xE000E4F0,
    SCS = 0xE000E000,
    SCS_END = 0xE000F000,
    CPUID = 0xE000ED00,
    ICSR = 0xE000ED04,
    VTOR = 0xE000ED08,
    AIRCR = 0xE000ED0C,
    SCR = 0xE000ED10,
    CCR = 0xE000ED14,
    SHPR2 = 0xE000ED1C,
    SHPR3 = 0xE000ED20,
    SHCSR = 0xE000ED24,
    DFSR = 0xE000ED30,
    DHCSR = 0xE000EDF0,
    DEMCR = 0xE000EDFC,
};

#define CPUID_VALUE 0x410CC601u /* Cortex-M0+ r0p1 */

#define ICSR_VECTPENDING_POS 12
#define ICSR_ISRPENDING      (1u << 22)
#define ICSR_PENDSTCLR       (1u << 25)
#define ICSR_PENDSTSET       (1u << 26)
#define ICSR_PENDSVCLR       (1u << 27)
#define ICSR_PENDSVSET       (1u << 28)
#define ICSR_NMIPENDSET      (1u << 31)

/* Bits 31:8 as CMSIS core_cm0plus.h has them; PM0223 says 31:7. Assumed: the
 * table of 48 words must be aligned to 256 bytes anyway. */
#define VTOR_TBLOFF 0xFFFFFF00u

#define AIRCR_VECTKEY       0x05FA0000u
#define AIRCR_VECTKEYSTAT   0xFA050000u
#define AIRCR_KEY_MASK      0xFFFF0000u
#define AIRCR_VECTCLRACTIVE (1u << 1)
#define AIRCR_SYSRESETREQ   (1u << 2)

#define SCR_WRITABLE (SCR_SLEEPONEXIT | SCR_SLEEPDEEP | SCR_SEVONPEND)

/* STKALIGN and UNALIGN_TRP, always 1 on ARMv6-M. */
#define CCR_VALUE     0x00000208u
#define PRIORITY_MASK 0xC0

void armv6m_scb_reset(struct chip *chip)
{
    chip->scb = (struct scb){0};
    chip->mpu = (struct mpu){0};
}

static bool pending(const struct chip *chip, unsigned exception)
{
    return exception_set_has(&chip->nvic.pending, exception);
}

static uint32_t read_icsr(const struct chip *chip)
{
    uint32_t value = chip->cpu.ipsr;
    value |= nvic_pending(chip) << ICSR_VECTPENDING_POS;
    if (nvic_irqs_pending(chip))
        value |= ICSR_ISRPENDING;
    if (pending(chip, EXCEPTION_SYSTICK))
        value |= ICSR_PENDSTSET;
    if (pending(chip, EXCEPTION_PENDSV))
        value |= ICSR_PENDSVSET;
    if (pending(chip, EXCEPTION_NMI))
        value |= ICSR_NMIPENDSET;
    return value;
}

/* Set and clear at once is UNPREDICTABLE; assumed: set wins. */
static void write_icsr(struct chip *chip, uint32_t value)
{
    if (value & ICSR_PENDSTCLR)
        nvic_unpend(chip, EXCEPTION_SYSTICK);
    if (value & ICSR_PENDSVCLR)
        nvic_unpend(chip, EXCEPTION_PENDSV);
    if (value & ICSR_PENDSTSET)
        nvic_pend(chip, EXCEPTION_SYSTICK);
    if (value & ICSR_PENDSVSET)
        nvic_pend(chip, EXCEPTION_PENDSV);
    if (value & ICSR_NMIPENDSET)
        nvic_pend(chip, EXCEPTION_NMI);
}

/* DDI0419 B3.2.6. VECTCLRACTIVE is meant for a halted core; written by
 * software it is UNPREDICTABLE. Assumed: Thread mode, nothing active. */
static void clear_active(struct chip *chip)
{
    chip->nvic.active = (struct exception_set){0};
    chip->cpu.ipsr = 0;
    nvic_update(chip);
}

static void write_aircr(struct chip *chip, uint32_t value)
{
    if ((value & AIRCR_KEY_MASK) != AIRCR_VECTKEY)
        return;
    if (value & AIRCR_VECTCLRACTIVE)
        clear_active(chip);
    if (value & AIRCR_SYSRESETREQ)
        reset_request(chip, RESET_SYSTEM);
}

static void write_shpr3(struct chip *chip, uint32_t value)
{
    chip->scb.priority[EXCEPTION_PENDSV] = value >> 16 & PRIORITY_MASK;
    chip->scb.priority[EXCEPTION_SYSTICK] = value >> 24 & PRIORITY_MASK;
    nvic_update(chip);
}

static void write_shpr2(struct chip *chip, uint32_t value)
{
    chip->scb.priority[EXCEPTION_SVC] = value >> 24 & PRIORITY_MASK;
    nvic_update(chip);
}

/* These exist on silicon, but not here: debug registers, the ROM table and
 * the debug blocks outside the system control space. */
static bool unmodelled(uint32_t address)
{
    return address < SCS || address >= SCS_END || address == SHCSR ||
           address == DFSR || (address >= DHCSR && address <= DEMCR);
}

/* DDI0484 table 3-2, DDI0419 B3.1.1. */
const char *armv6m_scb_name(uint32_t address)
{
    static const struct {
        uint32_t base, size;
        const char *name;
    } blocks[] = {
        {0xE0001000, 0x1000, "DWT"},     {0xE0002000, 0x1000, "BPU"},
        {NVIC, NVIC_END - NVIC, "NVIC"}, {CPUID, MPU_BASE - CPUID, "SCB"},
        {MPU_BASE, MPU_SIZE, "MPU"},     {DHCSR, 0x10, "DCB"},
        {SCS, SCS_END - SCS, "SCS"},     {0xE00FF000, 0x1000, "ROM table"},
    };
    for (unsigned i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (address - blocks[i].base < blocks[i].size)
            return blocks[i].name;
    return NULL;
}

/* DDI0419 B3.1.1: for privileged accesses only. Sub-word accesses are
 * UNPREDICTABLE (B3.1): a fault here. */
static bool allowed(const struct chip *chip, unsigned size)
{
    return size == 4 && cpu_privileged(chip);
}

enum access armv6m_scb_read(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t *value)
{
    const struct scb *scb = &chip->scb;

    *value = 0;
    if (!allowed(chip, size))
        return ACCESS_FAULT;
    if (address >= NVIC && address < NVIC_END) {
        nvic_read(chip, address, value);
        return ACCESS_OK;
    }
    if (address - MPU_BASE < MPU_SIZE)
        return mpu_read(chip, address, value);
    switch (address) {
    case CPUID: *value = CPUID_VALUE; break;
    case ICSR: *value = read_icsr(chip); break;
    case VTOR: *value = scb->vtor; break;
    case AIRCR: *value = AIRCR_VECTKEYSTAT; break;
    case SCR: *value = scb->scr; break;
    case CCR: *value = CCR_VALUE; break;
    case SHPR2: *value = (uint32_t)scb->priority[EXCEPTION_SVC] << 24; break;
    case SHPR3:
        *value = (uint32_t)scb->priority[EXCEPTION_SYSTICK] << 24 |
                 (uint32_t)scb->priority[EXCEPTION_PENDSV] << 16;
        break;
    default: return unmodelled(address) ? ACCESS_UNMODELLED : ACCESS_OK;
    }
    return ACCESS_OK;
}

enum access armv6m_scb_write(struct chip *chip, uint32_t address, unsigned size,
                             uint32_t value)
{
    if (!allowed(chip, size))
        return ACCESS_FAULT;
    if (address >= NVIC && address < NVIC_END) {
        nvic_write(chip, address, value);
        return ACCESS_OK;
    }
    if (address - MPU_BASE < MPU_SIZE)
        return mpu_write(chip, address, value);
    switch (address) {
    case ICSR: write_icsr(chip, value); break;
    case VTOR: chip->scb.vtor = value & VTOR_TBLOFF; break;
    case AIRCR: write_aircr(chip, value); break;
    case SCR: chip->scb.scr = value & SCR_WRITABLE; break;
    case SHPR2: write_shpr2(chip, value); break;
    case SHPR3: write_shpr3(chip, value); break;
    default: return unmodelled(address) ? ACCESS_UNMODELLED : ACCESS_OK;
    }
    return ACCESS_OK;
}

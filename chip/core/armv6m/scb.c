/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/scb.h"

#include "chip/core/core.h"
#include "chip/core/cpu.h"
#include "chip/core/exception.h"
#include "chip/core/mpu.h"
#include "chip/core/nvic.h"
#include "chip/core/scb.h"

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

/* The exceptions whose priorities begin the words. */
enum { SHPR2_FIRST = 8, SHPR3_FIRST = 12 };

/* Bits 31:8 as CMSIS core_cm0plus.h has them; PM0223 says 31:7. Assumed: the
 * table of 48 words must be aligned to 256 bytes anyway. */
#define VTOR_TBLOFF 0xFFFFFF00u

void armv6m_scb_reset(struct chip *chip)
{
    chip->scb = (struct scb){0};
    chip->mpu = (struct mpu){0};
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
    if (address - MPU_BASE < MPU_SIZE) {
        *value = mpu_read(chip, address);
        return ACCESS_OK;
    }
    switch (address) {
    case CPUID: *value = core_of(chip)->cpuid; break;
    case ICSR: *value = scb_read_icsr(chip); break;
    case VTOR: *value = scb->vtor; break;
    case AIRCR: *value = AIRCR_VECTKEYSTAT; break;
    case SCR: *value = scb->scr; break;
    case CCR: *value = exception_rules(chip)->ccr(chip); break;
    case SHPR2: *value = scb_read_priorities(chip, SHPR2_FIRST); break;
    case SHPR3: *value = scb_read_priorities(chip, SHPR3_FIRST); break;
    default: return unmodelled(address) ? ACCESS_UNMODELLED : ACCESS_OK;
    }
    return ACCESS_OK;
}

/* The MPU protects nothing: that it is enabled is reported. */
static enum access write_mpu(struct chip *chip, uint32_t address,
                             uint32_t value)
{
    /*  28 | 26:24 | 18 | 17 | 16 | 15:8 | 5:1  | 0
     *  XN | AP    | S  | C  | B  | SRD  | SIZE | ENABLE */
    static const struct mpu_masks masks = {0xFFFFFF00, 0x1707FF3F};
    uint32_t before = chip->mpu.ctrl;
    mpu_write(chip, &masks, address, value);
    return chip->mpu.ctrl & ~before & MPU_CTRL_ENABLE ? ACCESS_UNMODELLED
                                                      : ACCESS_OK;
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
        return write_mpu(chip, address, value);
    switch (address) {
    case ICSR: scb_write_icsr(chip, value); break;
    case VTOR: chip->scb.vtor = value & VTOR_TBLOFF; break;
    case AIRCR: scb_write_aircr(chip, value); break;
    case SCR: chip->scb.scr = value & SCR_WRITABLE; break;
    case SHPR2: scb_write_priorities(chip, SHPR2_FIRST, value); break;
    case SHPR3: scb_write_priorities(chip, SHPR3_FIRST, value); break;
    default: return unmodelled(address) ? ACCESS_UNMODELLED : ACCESS_OK;
    }
    return ACCESS_OK;
}

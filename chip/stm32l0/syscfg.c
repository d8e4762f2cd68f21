/* SPDX-License-Identifier: MIT */
#include "chip/stm32l0/syscfg.h"

#include "chip/bus.h"
#include "chip/event.h"
#include "chip/stm32l0/flash.h"
#include "chip/stm32l0/rcc.h"

enum {
    SYSCFG_CFGR1 = 0x00,
    SYSCFG_CFGR2 = 0x04,
    SYSCFG_EXTICR1 = 0x08,
    SYSCFG_EXTICR4 = 0x14,
    SYSCFG_COMP1_CSR = 0x18,
    SYSCFG_COMP2_CSR = 0x1C,
    SYSCFG_CFGR3 = 0x20,
};

#define CFGR1_MASK           (SYSCFG_CFGR1_MEM_MODE | SYSCFG_CFGR1_UFB)
#define CFGR2_FWDIS          (1u << 0)
#define CFGR2_MASK           0x7F00u /* I2C_PB6_FMP..PB9_FMP, I2C1..3_FMP */
#define EXTICR_MASK          0xFFFFu
/* EN_VREFINT, SEL_VREF_OUT, ENBUF_VREFINT_ADC, ENBUF_SENSOR_ADC,
 * ENBUF_VREFINT_COMP2, ENREF_HSI48 */
#define CFGR3_MASK           0x3331u
#define CFGR3_ENABLES        0x3301u
#define CFGR3_REF_HSI48_RDYF (1u << 26)

/* LOCK, POLARITY, LPTIM1IN1, WM, INNSEL, EN; of COMP2 LOCK, POLARITY,
 * LPTIM1IN1, LPTIM1IN2, INPSEL, INNSEL, SPEED, EN. VALUE is read-only. */
static const uint32_t comp_mask[2] = {0x80009131, 0x8000B779};
#define COMP_EN   (1u << 0)
#define COMP_LOCK (1u << 31)

enum { BOOT_FLASH = 0, BOOT_SYSTEM = 1, BOOT_SRAM = 3 };
enum { EXTICR_PORT_H = 5 }; /* RM0367 10.2.5 */

/* RM0367 2.4 table "Boot pin and BFB2 bit configuration". BOOT_MODE shows the
 * pin and nBOOT1 only, so it stays 00 when BFB2 alone starts system memory
 * (assumed). At RDP level 2 the pin cannot start anything but flash, or, with
 * BFB2=1, system memory, which itself refuses to be a bootloader then. */
struct syscfg_boot syscfg_boot(unsigned rdp, bool bfb2, bool boot0, bool nboot1)
{
    struct syscfg_boot boot;

    if (!boot0)
        boot.boot_mode = BOOT_FLASH;
    else
        boot.boot_mode = nboot1 ? BOOT_SYSTEM : BOOT_SRAM;

    if (rdp == 2)
        boot.mem_mode = bfb2 ? BOOT_SYSTEM : BOOT_FLASH;
    else if (!boot0 && bfb2)
        boot.mem_mode = BOOT_SYSTEM;
    else
        boot.mem_mode = boot.boot_mode;
    return boot;
}

/* The pin is sampled at every reset; a SYSCFGRST pulse gives back what the
 * last reset found (assumed). */
static uint32_t sample_boot(const struct chip *chip)
{
    struct syscfg_boot boot =
        syscfg_boot(flash_rdp(chip), flash_bfb2(chip), chip->board.boot0,
                    stm32l0(chip)->flash.optr & FLASH_OPTR_nBOOT1);
    return (uint32_t)boot.boot_mode << 8 | boot.mem_mode;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    uint32_t cfgr1 = stm32l0(chip)->syscfg.cfgr1_reset;
    if (kind != RESET_NONE)
        cfgr1 = sample_boot(chip);
    stm32l0(chip)->syscfg = (struct syscfg){
        .cfgr1 = cfgr1,
        .cfgr1_reset = cfgr1,
        .cfgr2 = CFGR2_FWDIS,
    };
    rcc_update(chip); /* HSI48 loses its reference */
    bus_remap(chip);
}

/* A switched-on buffer of VREFINT is ready at once, also before VREFINT itself
 * is (PWR_CSR.VREFINTRDYF): assumed. The flag of HSI48's own reference has left
 * ST's header (it is VREFINT_RDYF there), but libopencm3's gadget-zero waits
 * for it, and runs on an STM32L053 discovery board. */
static uint32_t read_cfgr3(const struct syscfg *syscfg)
{
    uint32_t value = syscfg->cfgr3;
    if (value & CFGR3_ENABLES)
        value |= SYSCFG_CFGR3_VREFINT_RDYF;
    if (value & SYSCFG_CFGR3_ENREF_HSI48)
        value |= CFGR3_REF_HSI48_RDYF;
    return value;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const struct syscfg *syscfg = &stm32l0(chip)->syscfg;

    *value = 0;
    if (offset >= SYSCFG_EXTICR1 && offset <= SYSCFG_EXTICR4) {
        *value = syscfg->exticr[(offset - SYSCFG_EXTICR1) / 4];
        return ACCESS_OK;
    }
    switch (offset) {
    case SYSCFG_CFGR1: *value = syscfg->cfgr1; break;
    case SYSCFG_CFGR2: *value = syscfg->cfgr2; break;
    case SYSCFG_CFGR3: *value = read_cfgr3(syscfg); break;
    case SYSCFG_COMP1_CSR: *value = syscfg->comp[0]; break;
    case SYSCFG_COMP2_CSR: *value = syscfg->comp[1]; break;
    default: break;
    }
    return ACCESS_OK;
}

/* RM0367 17.5: LOCK makes the register read-only until a reset. VALUE stays 0:
 * a comparator compares nothing, which EN reports. */
static enum access write_comp(struct syscfg *syscfg, unsigned index,
                              uint32_t value)
{
    uint32_t *csr = &syscfg->comp[index];
    uint32_t set = value & ~*csr;
    if (*csr & COMP_LOCK)
        return ACCESS_OK;
    *csr = value & comp_mask[index];
    return set & COMP_EN ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* FWDIS can only be cleared, which switches the firewall on (RM0367 10.2.2):
 * the firewall itself is not modelled. */
static enum access write_cfgr2(struct syscfg *syscfg, uint32_t value)
{
    uint32_t fwdis = syscfg->cfgr2 & value & CFGR2_FWDIS;
    bool firewall = (syscfg->cfgr2 & CFGR2_FWDIS) && !fwdis;
    syscfg->cfgr2 = (value & CFGR2_MASK) | fwdis;
    return firewall ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* RM0367 10.2.8: REF_LOCK makes the whole register read-only until reset. */
static void write_cfgr3(struct chip *chip, uint32_t value)
{
    struct syscfg *syscfg = &stm32l0(chip)->syscfg;
    if (syscfg->cfgr3 & SYSCFG_CFGR3_REF_LOCK)
        return;
    syscfg->cfgr3 = value & (CFGR3_MASK | SYSCFG_CFGR3_REF_LOCK);
    rcc_update(chip); /* ENREF_HSI48 lets HSI48 start */
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct syscfg *syscfg = &stm32l0(chip)->syscfg;

    if (offset >= SYSCFG_EXTICR1 && offset <= SYSCFG_EXTICR4) {
        syscfg->exticr[(offset - SYSCFG_EXTICR1) / 4] = value & EXTICR_MASK;
        return ACCESS_OK;
    }
    switch (offset) {
    case SYSCFG_CFGR1:
        if ((syscfg->cfgr1 ^ value) & SYSCFG_CFGR1_UFB)
            event_firmware_store(chip, FIRMWARE_UFB, row->base + offset, value);
        syscfg->cfgr1 =
            (syscfg->cfgr1 & SYSCFG_CFGR1_BOOT_MODE) | (value & CFGR1_MASK);
        bus_remap(chip);
        break;
    case SYSCFG_CFGR2: return write_cfgr2(syscfg, value);
    case SYSCFG_CFGR3: write_cfgr3(chip, value); break;
    case SYSCFG_COMP1_CSR: return write_comp(syscfg, 0, value);
    case SYSCFG_COMP2_CSR: return write_comp(syscfg, 1, value);
    default: break;
    }
    return ACCESS_OK;
}

/* Whether MEM_MODE is taken then is a reading, `gate`: MicroPython merged, as a
 * repair for the L0, a remap with SYSCFGEN=0. That no other bit is, is assumed.
 */
static bool write_unclocked(struct chip *chip, const struct map_row *row,
                            uint32_t offset, uint32_t value)
{
    (void)row;
    struct syscfg *syscfg = &stm32l0(chip)->syscfg;
    uint32_t change = (syscfg->cfgr1 ^ value) & SYSCFG_CFGR1_MEM_MODE;

    if (offset != SYSCFG_CFGR1)
        return false;
    if (change)
        event_gate(chip);
    if (!chip->board.gate_open)
        return false;
    syscfg->cfgr1 ^= change;
    bus_remap(chip);
    return !((syscfg->cfgr1 ^ value) & CFGR1_MASK);
}

unsigned syscfg_mem_mode(const struct chip *chip)
{
    return stm32l0(chip)->syscfg.cfgr1 & SYSCFG_CFGR1_MEM_MODE;
}

unsigned syscfg_boot_mode(const struct chip *chip)
{
    return (stm32l0(chip)->syscfg.cfgr1 & SYSCFG_CFGR1_BOOT_MODE) >> 8;
}

bool syscfg_ufb(const struct chip *chip)
{
    return stm32l0(chip)->syscfg.cfgr1 & SYSCFG_CFGR1_UFB;
}

uint32_t syscfg_alias_base(const struct chip *chip)
{
    switch (syscfg_mem_mode(chip)) {
    case BOOT_SYSTEM: return SYSTEM_BASE;
    case BOOT_SRAM: return SRAM_BASE;
    default: return FLASH_BASE; /* 10 is reserved: assumed as main NVM */
    }
}

unsigned syscfg_exti_port(const struct chip *chip, unsigned line)
{
    const struct syscfg *syscfg = &stm32l0(chip)->syscfg;
    unsigned code = syscfg->exticr[line / 4] >> line % 4 * 4 & 15;
    return code == EXTICR_PORT_H ? GPIO_H : code;
}

const struct map_kind syscfg = {
    .read = read,
    .steady = map_always,
    .write = write,
    .write_unclocked = write_unclocked,
    .reset = reset,
};

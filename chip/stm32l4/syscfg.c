/* SPDX-License-Identifier: MIT */
#include "chip/stm32l4/syscfg.h"

#include <string.h>

#include "chip/bus.h"
#include "chip/clock.h"
#include "chip/event.h"
#include "chip/noise.h"
#include "chip/stm32l4/flash.h"
#include "chip/stm32l4/part.h"

enum {
    SYSCFG_MEMRMP = 0x00,
    SYSCFG_CFGR1 = 0x04,
    SYSCFG_EXTICR1 = 0x08,
    SYSCFG_EXTICR4 = 0x14,
    SYSCFG_SCSR = 0x18,
    SYSCFG_CFGR2 = 0x1C,
    SYSCFG_SWPR = 0x20,
    SYSCFG_SKR = 0x24,
    SYSCFG_SWPR2 = 0x28,
    VREFBUF_CSR = 0x30,
    VREFBUF_CCR = 0x34,
    COMP1_CSR = 0x200,
    COMP2_CSR = 0x204,
};

#define MEMRMP_MEM_MODE 7u
#define MEMRMP_FB_MODE  (1u << 8)
#define CFGR1_FWDIS     (1u << 0)
#define CFGR1_RESET     0x7C000001u
#define EXTICR_MASK     0x7777u
#define EXTICR_MASK_I   0xFFFFu /* the L49x has a port I */
#define SCSR_SRAM2ER    (1u << 0)
#define SCSR_SRAM2BSY   (1u << 1)
#define CFGR2_LOCKS     0x0000000Fu /* CLL, SPL, PVDL, ECCL: set only */
#define VREFBUF_ENVR    (1u << 0)
#define VREFBUF_MASK    0x00000007u /* ENVR, HIZ, VRS */
#define VREFBUF_VRR     (1u << 3)
#define VREFBUF_RESET   0x00000002u
#define VREFBUF_TRIM    0x0000003Fu
#define COMP_EN         (1u << 0)
#define COMP_LOCK       (1u << 31)

/* LOCK, SCALEN, BRGEN, BLANKING, HYST, POLARITY, INPSEL, INMSEL, PWRMODE, EN;
 * of COMP2 WINMODE, too. VALUE is read-only (assumed). */
static const uint32_t comp_mask[2] = {0x80DF80FDu, 0x80DF82FDu};

static struct l4_syscfg *syscfg_of(const struct chip *chip)
{
    return &stm32l4(chip)->syscfg;
}

/* --- SRAM2 --- */

static uint8_t *sram2(const struct chip *chip)
{
    return (uint8_t *)(uintptr_t)chip->memory + L4_SRAM_OFFSET +
           l4_part_traits(chip)->sram1_kb * 1024u;
}

static uint32_t sram2_size(const struct chip *chip)
{
    return l4_part_traits(chip)->sram2_kb * 1024u;
}

void l4_syscfg_erase_sram2(struct chip *chip)
{
    memset(sram2(chip), 0, sram2_size(chip));
}

/* SRAM2_RST=0 erases it at each reset of the system; Standby has its own rule
 * (pwr.c). */
static bool erases_sram2(const struct chip *chip, enum reset_kind kind)
{
    bool kept = l4_flash_options(chip, L4_OPTR) & L4_OPTR_SRAM2_RST;
    return !kept && kind != RESET_NONE && kind != RESET_STANDBY &&
           kind != RESET_POWER;
}

/* At power-on its cells settle at random, as those of SRAM1. */
static void reset_sram2(struct chip *chip, enum reset_kind kind)
{
    if (kind == RESET_POWER)
        noise_fill(sram2(chip), sram2_size(chip),
                   (chip->board.seed + 2) * 2654435761u + chip->reset.count);
    else if (erases_sram2(chip, kind))
        l4_syscfg_erase_sram2(chip);
}

/* --- boot selection --- */

/* The level of BOOT0: a pin of its own, or PH3, or the option nBOOT0. */
static bool boot0(const struct chip *chip)
{
    uint32_t optr = l4_flash_options(chip, L4_OPTR);
    if (l4_part_traits(chip)->swboot && !(optr & L4_OPTR_nSWBOOT0))
        return !(optr & L4_OPTR_nBOOT0);
    return chip->board.boot0;
}

/* At RDP level 2 nothing can start but flash. */
static uint32_t sample_boot(const struct chip *chip)
{
    uint32_t optr = l4_flash_options(chip, L4_OPTR);
    if (!boot0(chip) || l4_flash_rdp(chip) == 2)
        return L4_BOOT_FLASH;
    return optr & L4_OPTR_nBOOT1 ? L4_BOOT_SYSTEM : L4_BOOT_SRAM;
}

/* An empty flash starts system memory where BOOT0 is low; of an L43x only where
 * it is the pin (AN2606, patterns 6 and 16). */
static bool starts_empty(const struct chip *chip)
{
    const struct l4_traits *has = l4_part_traits(chip);
    uint32_t optr = l4_flash_options(chip, L4_OPTR);
    if (!has->empty_check || !stm32l4(chip)->flash.empty)
        return false;
    return !has->pempty || optr & L4_OPTR_nSWBOOT0;
}

/* Flash is selected, and system memory starts. At RDP level 2 the ROM that BFB2
 * starts is no bootloader, and starts a bank. */
static bool starts_rom(const struct chip *chip)
{
    return l4_flash_bfb2(chip) ||
           (starts_empty(chip) && l4_flash_rdp(chip) != 2);
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    struct l4_syscfg *syscfg = syscfg_of(chip);
    uint32_t memrmp = syscfg->memrmp_reset;
    bool rom_at_0 = syscfg->rom_at_0;
    if (kind != RESET_NONE) {
        memrmp = sample_boot(chip);
        rom_at_0 = memrmp == L4_BOOT_FLASH && starts_rom(chip);
    }
    *syscfg = (struct l4_syscfg){
        .memrmp = memrmp,
        .memrmp_reset = memrmp,
        .rom_at_0 = rom_at_0,
        .cfgr1 = CFGR1_RESET,
        .vrefbuf = {VREFBUF_RESET},
    };
    reset_sram2(chip, kind);
    bus_remap(chip);
}

/* --- registers --- */

static bool erasing(const struct chip *chip)
{
    return clock_ps(chip) < syscfg_of(chip)->erased_ps;
}

static uint32_t read_vrefbuf(const struct l4_syscfg *syscfg)
{
    bool on = syscfg->vrefbuf[0] & VREFBUF_ENVR;
    return syscfg->vrefbuf[0] | (on ? VREFBUF_VRR : 0);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const struct l4_syscfg *syscfg = syscfg_of(chip);

    *value = 0;
    if (offset >= SYSCFG_EXTICR1 && offset <= SYSCFG_EXTICR4) {
        *value = syscfg->exticr[(offset - SYSCFG_EXTICR1) / 4];
        return ACCESS_OK;
    }
    switch (offset) {
    case SYSCFG_MEMRMP: *value = syscfg->memrmp; break;
    case SYSCFG_CFGR1: *value = syscfg->cfgr1; break;
    case SYSCFG_SCSR: *value = erasing(chip) ? SCSR_SRAM2BSY : 0; break;
    case SYSCFG_CFGR2: *value = syscfg->cfgr2; break;
    case SYSCFG_SWPR: *value = syscfg->swpr; break;
    case SYSCFG_SWPR2: *value = syscfg->swpr2; break;
    case VREFBUF_CSR: *value = read_vrefbuf(syscfg); break;
    case VREFBUF_CCR: *value = syscfg->vrefbuf[1]; break;
    case COMP1_CSR: *value = syscfg->comp[0]; break;
    case COMP2_CSR: *value = syscfg->comp[1]; break;
    default: break; /* SKR is write-only */
    }
    return ACCESS_OK;
}

static bool shows_memory(uint32_t mode)
{
    return mode == L4_BOOT_FLASH || mode == L4_BOOT_SYSTEM ||
           mode == L4_BOOT_SRAM;
}

static enum access write_memrmp(struct chip *chip, uint32_t value)
{
    struct l4_syscfg *syscfg = syscfg_of(chip);
    uint32_t before = syscfg->memrmp;
    syscfg->memrmp = value & l4_part_traits(chip)->memrmp;
    if ((before ^ syscfg->memrmp) & MEMRMP_FB_MODE)
        event_firmware_store(chip, FIRMWARE_UFB, 0x40010000, value);
    bus_remap(chip);
    return shows_memory(syscfg->memrmp & MEMRMP_MEM_MODE) ? ACCESS_OK
                                                          : ACCESS_UNMODELLED;
}

/* FWDIS can only be cleared, which switches the firewall on. */
static enum access write_cfgr1(struct chip *chip, uint32_t value)
{
    struct l4_syscfg *syscfg = syscfg_of(chip);
    uint32_t fwdis = syscfg->cfgr1 & value & CFGR1_FWDIS;
    bool firewall = syscfg->cfgr1 & CFGR1_FWDIS && !fwdis;
    syscfg->cfgr1 =
        (value & l4_part_traits(chip)->cfgr1 & ~CFGR1_FWDIS) | fwdis;
    return firewall ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* The keys 0xCA and 0x53 let SRAM2ER be set once. */
static void write_skr(struct l4_syscfg *syscfg, uint32_t key)
{
    static const uint8_t keys[] = {0xCA, 0x53};
    key &= 0xFF;
    if (syscfg->skr_step < 2 && key == keys[syscfg->skr_step])
        syscfg->skr_step++;
    else
        syscfg->skr_step = key == keys[0];
}

static void write_scsr(struct chip *chip, uint32_t value)
{
    struct l4_syscfg *syscfg = syscfg_of(chip);
    uint64_t cycles = sram2_size(chip) / 4;
    if (syscfg->skr_step != 2 || !(value & SCSR_SRAM2ER))
        return;
    syscfg->skr_step = 0;
    l4_syscfg_erase_sram2(chip);
    syscfg->erased_ps = clock_ps(chip) + cycles * chip->clock.hclk_ps;
}

static enum access write_swpr(uint32_t *swpr, uint32_t value)
{
    uint32_t set = value & ~*swpr;
    *swpr |= value;
    return set ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* VRR and VALUE are read-only; LOCK holds a comparator until a reset. */
static enum access write_analog(struct l4_syscfg *syscfg, uint32_t offset,
                                uint32_t value)
{
    if (offset == VREFBUF_CSR) {
        uint32_t set = value & ~syscfg->vrefbuf[0];
        syscfg->vrefbuf[0] = value & VREFBUF_MASK;
        return set & VREFBUF_ENVR ? ACCESS_UNMODELLED : ACCESS_OK;
    }
    if (offset == VREFBUF_CCR) {
        syscfg->vrefbuf[1] = value & VREFBUF_TRIM;
        return ACCESS_OK;
    }
    if (offset != COMP1_CSR && offset != COMP2_CSR)
        return ACCESS_OK;
    unsigned index = (offset - COMP1_CSR) / 4;
    uint32_t *csr = &syscfg->comp[index];
    uint32_t set = value & ~*csr;
    if (*csr & COMP_LOCK)
        return ACCESS_OK;
    *csr = value & comp_mask[index];
    return set & COMP_EN ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    struct l4_syscfg *syscfg = syscfg_of(chip);
    bool l49 = l4_part_die(chip) == L4_DIE_L49;

    if (offset >= SYSCFG_EXTICR1 && offset <= SYSCFG_EXTICR4) {
        syscfg->exticr[(offset - SYSCFG_EXTICR1) / 4] =
            value & (l49 ? EXTICR_MASK_I : EXTICR_MASK);
        return ACCESS_OK;
    }
    switch (offset) {
    case SYSCFG_MEMRMP: return write_memrmp(chip, value);
    case SYSCFG_CFGR1: return write_cfgr1(chip, value);
    case SYSCFG_SCSR: write_scsr(chip, value); break;
    case SYSCFG_CFGR2: syscfg->cfgr2 |= value & CFGR2_LOCKS; break;
    case SYSCFG_SWPR: return write_swpr(&syscfg->swpr, value);
    case SYSCFG_SKR: write_skr(syscfg, value); break;
    case SYSCFG_SWPR2:
        return l49 ? write_swpr(&syscfg->swpr2, value) : ACCESS_OK;
    default: return write_analog(syscfg, offset, value);
    }
    return ACCESS_OK;
}

/* SRAM2BSY falls by itself. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)row;
    return offset == SYSCFG_SCSR && erasing(chip) ? syscfg_of(chip)->erased_ps
                                                  : NEVER;
}

unsigned l4_syscfg_mem_mode(const struct chip *chip)
{
    return syscfg_of(chip)->memrmp & MEMRMP_MEM_MODE;
}

unsigned l4_syscfg_boot_mode(const struct chip *chip)
{
    return syscfg_of(chip)->memrmp_reset;
}

bool l4_syscfg_fb_mode(const struct chip *chip)
{
    return syscfg_of(chip)->memrmp & MEMRMP_FB_MODE;
}

uint32_t l4_syscfg_alias_base(const struct chip *chip)
{
    const struct l4_syscfg *syscfg = syscfg_of(chip);
    switch (syscfg->memrmp & MEMRMP_MEM_MODE) {
    case L4_BOOT_SYSTEM: return L4_SYSTEM_BASE;
    case L4_BOOT_SRAM: return SRAM_BASE;
    case L4_BOOT_FLASH: return syscfg->rom_at_0 ? L4_SYSTEM_BASE : FLASH_BASE;
    default: return FLASH_BASE;
    }
}

/* The codes are the ports' numbers; port I of an L49x is not there. */
unsigned l4_syscfg_exti_port(const struct chip *chip, unsigned line)
{
    return syscfg_of(chip)->exticr[line / 4] >> line % 4 * 4 & 15;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)chip, (void)row;
    return offset <= SYSCFG_SWPR2 || offset == VREFBUF_CSR ||
           offset == VREFBUF_CCR || offset >= COMP1_CSR;
}

const struct map_kind l4_syscfg = {
    .last = COMP2_CSR,
    .has = has_register,
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
};

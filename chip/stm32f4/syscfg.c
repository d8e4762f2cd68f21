/* SPDX-License-Identifier: MIT */
#include "chip/stm32f4/syscfg.h"

#include "chip/board.h"
#include "chip/bus.h"
#include "chip/stm32f4/flash.h"
#include "chip/stm32f4/part.h"

enum {
    SYSCFG_MEMRMP = 0x00,
    SYSCFG_PMC = 0x04,
    SYSCFG_EXTICR1 = 0x08,
    SYSCFG_EXTICR4 = 0x14,
    SYSCFG_CMPCR = 0x20,
};

#define MEMRMP_MEM_MODE 3u
#define EXTICR_MASK     0xFFFFu
#define CMPCR_CMP_PD    (1u << 0)
#define CMPCR_READY     (1u << 8)

enum { BOOT1_PIN = 2 /* of port B */ };

/* At RDP level 2 the pins cannot start anything but flash. */
static uint32_t sample_boot(const struct chip *chip)
{
    if (!chip->board.boot0 || f4_flash_rdp(chip) == 2)
        return F4_BOOT_FLASH;
    return board_level(chip, GPIO_B, BOOT1_PIN) ? F4_BOOT_SRAM : F4_BOOT_SYSTEM;
}

/* The pins are sampled at every reset; a SYSCFGRST pulse gives back what the
 * last reset found (assumed). */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)row;
    uint32_t memrmp = stm32f4(chip)->syscfg.memrmp_reset;
    if (kind != RESET_NONE)
        memrmp = sample_boot(chip);
    stm32f4(chip)->syscfg = (struct f4_syscfg){
        .memrmp = memrmp,
        .memrmp_reset = memrmp,
    };
    bus_remap(chip);
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)row;
    const struct f4_syscfg *syscfg = &stm32f4(chip)->syscfg;

    *value = 0;
    if (offset >= SYSCFG_EXTICR1 && offset <= SYSCFG_EXTICR4) {
        *value = syscfg->exticr[(offset - SYSCFG_EXTICR1) / 4];
        return ACCESS_OK;
    }
    switch (offset) {
    case SYSCFG_MEMRMP: *value = syscfg->memrmp; break;
    case SYSCFG_PMC: *value = syscfg->pmc; break;
    case SYSCFG_CMPCR:
        *value = syscfg->cmpcr;
        if (syscfg->cmpcr & CMPCR_CMP_PD)
            *value |= CMPCR_READY;
        break;
    default: break;
    }
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    (void)row;
    struct f4_syscfg *syscfg = &stm32f4(chip)->syscfg;

    if (offset >= SYSCFG_EXTICR1 && offset <= SYSCFG_EXTICR4) {
        syscfg->exticr[(offset - SYSCFG_EXTICR1) / 4] = value & EXTICR_MASK;
        return ACCESS_OK;
    }
    switch (offset) {
    case SYSCFG_MEMRMP:
        syscfg->memrmp = value & MEMRMP_MEM_MODE;
        bus_remap(chip);
        break;
    case SYSCFG_PMC: syscfg->pmc = value & f4_part_line(chip)->pmc; break;
    case SYSCFG_CMPCR: syscfg->cmpcr = value & CMPCR_CMP_PD; break;
    default: break;
    }
    return ACCESS_OK;
}

unsigned f4_syscfg_mem_mode(const struct chip *chip)
{
    return stm32f4(chip)->syscfg.memrmp;
}

unsigned f4_syscfg_boot_mode(const struct chip *chip)
{
    return stm32f4(chip)->syscfg.memrmp_reset;
}

uint32_t f4_syscfg_alias_base(const struct chip *chip)
{
    switch (stm32f4(chip)->syscfg.memrmp) {
    case F4_BOOT_SYSTEM: return F4_SYSTEM_BASE;
    case F4_BOOT_SRAM: return SRAM_BASE;
    default: return FLASH_BASE;
    }
}

/* The codes are the ports' numbers: 7 is H. */
unsigned f4_syscfg_exti_port(const struct chip *chip, unsigned line)
{
    return stm32f4(chip)->syscfg.exticr[line / 4] >> line % 4 * 4 & 15;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)chip, (void)row;
    return offset <= SYSCFG_EXTICR4 || offset == SYSCFG_CMPCR;
}

const struct map_kind f4_syscfg = {
    .last = SYSCFG_CMPCR,
    .has = has_register,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
};

/* SPDX-License-Identifier: MIT */
#include "bench/family.h"

#include "bench/demo.h"
#include "bench/embed.h"
#include "bench/machine_setup.h"
#include "bench/register_name.h"
#include "bench/stm32f4/entry.h"
#include "bench/stm32f4/readings.h"
#include "bench/stm32f4/wanted.h"
#include "chip/little_endian.h"
#include "chip/stm32f4/memory.h"
#include "rom/stm32f4/version.h"
#include "src/boot0_record.h"
#include "src/resident/resident_trailer.h"

/* DBGMCU_IDCODE.DEV_ID */
enum { F401XC = 0x423, F401XE = 0x433, F411 = 0x431, F405 = 0x413 };

enum {
    OPTION_USER = 0, /* the option bytes' offsets (RM0368 3.6) */
    OPTION_RDP = 1,
    OPTION_COMPLEMENT = 2, /* behind each */
    USER_WDG_SW = 1 << 5,
    RDP_LEVEL_1 = 0x55, /* anything but AA and CC */
    RDP_LEVEL_2 = 0xCC
};

#define EVERY_READING ((1u << ROM_CHOICES) - 1)

static const struct rom_info roms[] = {
    {.name = "v3.1",
     .image = embed_rom_f4_v3_1,
     .dev_ids = {F405},
     .id = ROM_ID_V3_1,
     .id_offset = ROM_ID_OFFSET(ROM_ID_V3_1),
     .readings = EVERY_READING},
    {.name = "v9.1",
     .image = embed_rom_f4_v9_1,
     .dev_ids = {F405},
     .id = ROM_ID_V9_1,
     .id_offset = ROM_ID_OFFSET(ROM_ID_V9_1),
     .readings = EVERY_READING},
    {.name = "v13.0",
     .image = embed_rom_f4_v13_0,
     .dev_ids = {F411, F401XC},
     .id = ROM_ID_V13_0,
     .id_offset = ROM_ID_OFFSET(ROM_ID_V13_0),
     .readings = EVERY_READING},
    {.name = "v13.1",
     .image = embed_rom_f4_v13_1,
     .dev_ids = {F401XE, F401XC},
     .id = ROM_ID_V13_1,
     .id_offset = ROM_ID_OFFSET(ROM_ID_V13_1),
     .readings = EVERY_READING},
};

/* The newest that its chapter of AN2606 names. */
static unsigned default_rom(const struct part *part)
{
    switch (part->dev_id) {
    case F405: return F4_V9_1;
    case F401XE: return F4_V13_1;
    default: return F4_V13_0;
    }
}

static void change(uint8_t *bytes, unsigned offset, uint8_t value)
{
    bytes[offset] = value;
    bytes[offset + OPTION_COMPLEMENT] = (uint8_t)~value;
}

static void set_options(struct chip *chip, const struct machine_setup *setup)
{
    uint8_t *bytes = bus_physical(chip, REGION_OPTION);
    uint8_t user = bytes[OPTION_USER] & (uint8_t)~USER_WDG_SW;
    change(bytes, OPTION_USER,
           setup->wdg_sw ? (uint8_t)(user | USER_WDG_SW) : user);
    if (setup->rdp)
        change(bytes, OPTION_RDP, setup->rdp == 2 ? RDP_LEVEL_2 : RDP_LEVEL_1);
}

static const struct family_line lines[] = {
    {"stm32f401", "rcv", "ebcd"},
    {"stm32f411", "rcv", "ec"},
    {"stm32f405", "rvzo", "ge"},
    {"stm32f407", "vzi", "ge"},
};

static const struct family_lock locks[] = {
    {0x40023C14, "FLASH_OPTCR", "FLASH_OPTCR.OPTLOCK"},
    {0x1FFFC000, "option bytes", "FLASH_OPTCR.OPTLOCK"},
    {0, "flash", "FLASH_CR.LOCK"},
};

static const struct family_remedy remedies[] = {
    {"K1",
     "Reset once when RCC_CFGR is not at its reset value at the first "
     "instruction, before anything is in CCM RAM; the library does. Go of "
     "these ROMs but V9.1 clears RCC_AHB1ENR.",
     "Switch to the HSI, turn the PLL off and set RCC_AHB1ENR before the rest "
     "is set up: with BOOT0 high the library does not reset, as that would "
     "lead into the ROM."},
};

#define WITH_THE_LIBRARY "version 1, with the library"
#define OF_AN_ANSWER     "the plain jump, as the question's last answer has it"

static const struct demo_story demos[] = {
    {.board = "nucleo-f401re",
     .v1 = "nucleo-f401re.elf",
     .v2 = "nucleo-f401re-v2.elf",
     .plain = "original-f4.elf",
     .library = WITH_THE_LIBRARY,
     .question = OF_AN_ANSWER,
     .chapters = {{F4_V13_1, false, false}, {F4_V13_1, true, false}},
     .chapter_count = 2},
    {.board = "nucleo-f411re",
     .v1 = "nucleo-f401re.elf",
     .v2 = "nucleo-f401re-v2.elf",
     .plain = "original-f4.elf",
     .library = WITH_THE_LIBRARY,
     .question = OF_AN_ANSWER,
     .chapters = {{F4_V13_0, false, false}, {F4_V13_0, true, false}},
     .chapter_count = 2},
    {.board = "blackpill-f411ce",
     .v1 = "blackpill-f411ce.elf",
     .v2 = "blackpill-f411ce-v2.elf",
     .library = WITH_THE_LIBRARY,
     .chapters = {{F4_V13_0, false, false}},
     .chapter_count = 1},
};

/* --- the resident --- */

/* Sectors: four of 16 KB, one of 64 KB, the rest of 128 KB. */
static uint32_t page(uint32_t base)
{
    if (base < FLASH_BASE + 0x10000)
        return base % 0x4000 ? 0 : 0x4000;
    if (base == FLASH_BASE + 0x10000)
        return 0x10000;
    return base % 0x20000 ? 0 : 0x20000;
}

static const struct family_resident resident = {
    .file = "build/firmware/resident-stm32f4.elf",
    .begins = "where a sector begins",
    .base = BOOT0_APPLICATION_STM32F4,
    .page = page,
    .erased = 0xFF,
};

extern const struct register_entry f4_registers[];

const struct family_info stm32f4_info = {
    .name = "STM32F401/F405/F407/F411",
    .library = "src/stm32f4/boot0_reset.S",
    .apb2enr = BOOT0_APB2ENR_STM32F4,
    .parts = "stm32f401, f405, f407 and f411",
    .largest = "stm32f407vg",
    .flash_max = F4_FLASH_MAX,
    .sram_max = F4_SRAM_MAX,
    .lines = lines,
    .line_count = sizeof lines / sizeof *lines,
    .roms = roms,
    .rom_count = sizeof roms / sizeof *roms,
    .default_rom = default_rom,
    .rom_base = ROM_BASE,
    .host_ram = 0x20003000,
    .rom_pins = "PA9 and PA10",
    .id_offset = ROM_ID_OFFSET(ROM_ID_V13_1),
    .usart = USART_1,
    .ready_ms = 86, /* AN2606: V3.1 needs 84.59 ms */
    .retries = 6,
    .slow_ms = 800, /* seven entries end by a HSE that is missed */
    .deaf_ms = 250,
    .readings = f4_readings,
    .reading_count = ROM_CHOICES,
    .choices = ROM_CHOICES,
    .choices_offset = ROM_CHOICES_OFFSET,
    .wanted = f4_wanted,
    .set_options = set_options,
    .remap_name = "SYSCFG_MEMRMP",
    .remap_address = 0x40013800,
    .registers = f4_registers,
    .rcc_cr = 0x40023800,
    .backup_count = 20,
    .page = "sector",
    .lock_words = "FLASH_CR or FLASH_OPTCR has it locked",
    .demos = demos,
    .demo_count = sizeof demos / sizeof *demos,
    .locks = locks,
    .remedies = remedies,
    .remedy_count = sizeof remedies / sizeof *remedies,
    .clocks = f4_entry_clocks,
    .find_entry = f4_entry_find,
    .words =
        {
            .mem_mode = "MEM_MODE=01",
            .rom_at_0 = "",
            .swap = "",
            .rtc_reset = "RCC_BDCR.BDRST",
            .pwren = "RCC_APB1ENR.PWREN",
            .dbp = "PWR_CR.DBP",
            .clock = "the HSI",
            .erased = "all flash",
            .early = "ES0182",
            .wwdg = "70 ms of the ROM's 60 MHz (V3.1: 88 ms of its 24 MHz)",
            .needs = NEEDS_OF_DFU,
        },
    .resident = &resident,
};

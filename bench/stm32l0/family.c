/* SPDX-License-Identifier: MIT */
#include "bench/family.h"

#include "bench/demo.h"
#include "bench/embed.h"
#include "bench/register_name.h"
#include "bench/silicon.h"
#include "bench/stm32l0/option.h"
#include "bench/stm32l0/readings.h"
#include "bench/stm32l0/wanted.h"
#include "chip/stm32l0/flash.h"
#include "rom/stm32l0/stack_pointer.h"
#include "rom/stm32l0/version.h"
#include "src/boot0_record.h"
#include "src/resident/resident_trailer.h"

enum { REV_B = 0x2000, REV_Z = 0x2008 };

#define READING(name) (1u << READING_##name)
#define EVERY_ROM                                                              \
    (READING(RAM) | READING(REMAP) | READING(FAULT) | READING(CSR) |           \
     READING(GO) | READING(WRITE))
#define OF_THE_CHECK                                                           \
    (READING(BOUNCE) | READING(STACK) | READING(SP) | READING(BFB2) |          \
     READING(PAST))

/* No source prints the pairing of ROM and silicon: inferred from the field
 * reports. */
static const struct rom_info roms[] = {
    {.name = "v4.0",
     .image = embed_rom_v4_0,
     .id = ROM_ID_V4_0,
     .id_offset = ROM_ID_OFFSET,
     .rev_id = REV_B,
     .usb = true,
     .readings = EVERY_ROM | READING(RTC)},
    {.name = "v4.1",
     .image = embed_rom_v4_1,
     .id = ROM_ID_V4_1,
     .id_offset = ROM_ID_OFFSET,
     .rev_id = REV_Z,
     .past = ROM_PAST_V4_1,
     .checks_banks = true,
     .usb = true,
     .readings = EVERY_ROM | OF_THE_CHECK | READING(RTC)},
    {.name = "v11.1",
     .image = embed_rom_v11_1,
     .id = ROM_ID_V11_1,
     .id_offset = ROM_ID_OFFSET,
     .rev_id = REV_B,
     .readings = EVERY_ROM},
    {.name = "v11.2",
     .image = embed_rom_v11_2,
     .id = ROM_ID_V11_2,
     .id_offset = ROM_ID_OFFSET,
     .rev_id = REV_Z,
     .past = ROM_PAST_V11_2,
     .checks_banks = true,
     .readings = EVERY_ROM | OF_THE_CHECK},
};

/* The ROM that a part of this line leaves the factory with today: the newest
 * (AN2606 tables 148 and 150). */
static unsigned default_rom(const struct part *part)
{
    return part->usb_rom ? ROM_V4_1 : ROM_V11_2;
}

static bool takes_head(const struct part *part, uint32_t word,
                       const struct rom_info *rom,
                       const struct readings *readings)
{
    (void)part, (void)rom;
    if (readings)
        return is_stack_pointer(word, readings->value[READING_SP]);
    for (unsigned reading = 0; reading < CHOICE_SP_VALUES; reading++)
        if (is_stack_pointer(word, reading))
            return true;
    return false;
}

static const struct family_line lines[] = {
    {"stm32l071", "rcvke", "zb8"}, {"stm32l072", "rcvke", "zb8"},
    {"stm32l073", "rcvke", "zb8"}, {"stm32l081", "rcvke", "zb8"},
    {"stm32l082", "rcvke", "zb8"}, {"stm32l083", "rcvke", "zb8"},
};

static const struct family_remedy remedies[] = {
    {"A6",
     "Take the address from the linker script of this part: its 20 KB of RAM "
     "end at 0x20004FFF.",
     NULL},
};

static const struct family_lock locks[] = {
    {FLASH_PECR_ADDRESS, "FLASH_PECR", "FLASH_PECR.PELOCK"},
    {OPTION_BASE, "option bytes", "FLASH_PECR.OPTLOCK"},
    {EEPROM_BASE, "data EEPROM", "FLASH_PECR.PELOCK"},
    {0, "flash", "FLASH_PECR.PRGLOCK"},
};

static const char *rev_words(unsigned rev_id)
{
    return rev_id == REV_Z ? " rev Z" : " rev B";
}

static const struct demo_story demos[] = {
    {.board = "nucleo-l073rz",
     .v1 = "nucleo-l073rz.elf",
     .v2 = "nucleo-l073rz-v2.elf",
     .plain = "original-once.elf",
     .library = "version 1, with the library and an invalid head",
     .question = "the plain jump of the original question",
     .chapters = {{ROM_V4_1, false, false},
                  {ROM_V4_0, false, false},
                  {ROM_V4_0, true, false},
                  {ROM_V4_1, true, true}},
     .chapter_count = 4,
     .usb = true},
};

/* --- the resident --- */

static uint32_t page(uint32_t base)
{
    return base % 0x100 ? 0 : BOOT0_TABLE_PAGE;
}

/* Any mix of an old and a new word: bit 29 is clear in both. */
static bool bank2_safe(const uint8_t bytes[8])
{
    return !(bytes[3] & 0x20);
}

static const char *const dual[] = {"stm32l073rz", "stm32l073rb"};

static const struct family_resident resident = {
    .file = "build/firmware/resident.elf",
    .begins = "at a multiple of 0x100",
    .base = BOOT0_APPLICATION_DEFAULT,
    .page = page,
    .dual = dual,
    .dual_count = sizeof dual / sizeof *dual,
    .bank2_safe = bank2_safe,
    .bank2 = "in the middle of its write the ROM could take it for a stack "
             "pointer and start bank 2; bit 29 must be clear: begin bank 2 "
             "with LONG(0) (docs/integration.md, section 4)",
};

/* --- the probe --- */

static const uint16_t sizes[] = {64, 128, 192, 0};
static const char *const experiments[] = {"entry", "bounce", "below",   "past",
                                          "after", "remap",  "vectors", "fault",
                                          "go",    "write",  NULL};

static const struct silicon silicon = {
    .format = "3",
    .head = 0x20005008,
    .sizes = sizes,
    .size_list = "64, 128 or 192",
    .experiments = experiments,
};

extern const struct register_entry l0_registers[];

const struct family_info stm32l0_info = {
    .name = "STM32L07x/L08x",
    .library = "src/stm32l0/boot0_reset.S",
    .apb2enr = BOOT0_APB2ENR,
    .parts = "stm32l071, l072, l073, l081, l082 and l083",
    .largest = "stm32l073rz",
    .flash_max = FLASH_MAX,
    .sram_max = SRAM_SIZE,
    .lines = lines,
    .line_count = sizeof lines / sizeof *lines,
    .roms = roms,
    .rom_count = sizeof roms / sizeof *roms,
    .default_rom = default_rom,
    .rom_base = ROM_BASE,
    .host_ram = 0x20002000,
    .rom_pins = "PA2, PA3, PA9 and PA10",
    .id_offset = ROM_ID_OFFSET,
    .rev_id = REV_Z,
    .usart = USART_2,
    .ready_ms = 2, /* AN2606: the slowest of these ROMs needs 0.71 ms */
    .deaf_ms = 100,
    .readings = l0_readings,
    .reading_count = READINGS,
    .choices = ROM_CHOICES,
    .choices_offset = ROM_CHOICES_OFFSET,
    .silicon = &silicon,
    .takes_head = takes_head,
    .wanted = l0_wanted,
    .user_option = 4,
    .set_options = l0_option_set,
    .find_option = l0_option_find,
    .find_stored = l0_option_find_stored,
    .remap_name = "SYSCFG_CFGR1",
    .remap_address = 0x40010000,
    .registers = l0_registers,
    .rcc_cr = 0x40021000,
    .backup_count = 5,
    .page = "page",
    .lock_words = "FLASH_PECR has it locked",
    .rev_words = rev_words,
    .demos = demos,
    .demo_count = sizeof demos / sizeof *demos,
    .locks = locks,
    .remedies = remedies,
    .remedy_count = sizeof remedies / sizeof *remedies,
    .words =
        {
            .mem_mode = "MEM_MODE=01",
            .rom_at_0 = "MEM_MODE stays 01",
            .swap = "UFB",
            .rtc_reset = "RCC_CSR.RTCRST",
            .pwren = "RCC_APB1ENR.PWREN",
            .dbp = "PWR_CR.DBP",
            .clock = "the MSI",
            .erased = "all flash and EEPROM",
            .early = "ES0292",
            .wwdg = "65 ms of the ROM's 32 MHz",
            .needs = "USART is polled and answers; AN2606 says that SPI needs "
                     "them",
        },
    .resident = &resident,
};

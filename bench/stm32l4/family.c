/* SPDX-License-Identifier: MIT */
#include "bench/family.h"

#include "bench/demo.h"
#include "bench/embed.h"
#include "bench/register_name.h"
#include "bench/silicon.h"
#include "bench/stm32l4/ecc.h"
#include "bench/stm32l4/option.h"
#include "bench/stm32l4/readings.h"
#include "bench/stm32l4/wanted.h"
#include "chip/stm32l4/memory.h"
#include "rom/stm32l4/version.h"
#include "src/boot0_record.h"
#include "src/resident/resident_trailer.h"

/* DBGMCU_IDCODE */
enum { L43 = 0x435, L47 = 0x415, L49 = 0x461, L47_REV_2 = 0x1001 };
enum { L47_REV_3 = 0x1003, L47_REV_4 = 0x1007 };

#define READING(name) (1u << CHOICE_##name)
#define EVERY_ROM                                                              \
    (READING(RAM) | READING(REMAP) | READING(FAULT) | READING(CSR) |           \
     READING(GO) | READING(WRITE) | READING(RDP2) | READING(PAGES))
#define OF_THE_CHECK                                                           \
    (READING(BOUNCE) | READING(STACK) | READING(SP) | READING(BFB2) |          \
     READING(BOOT0) | READING(TORN) | READING(FB_MODE) | READING(HAND_OVER) |  \
     READING(BANKS))

#define DUAL(name_, image_, id_, device, revision)                             \
    {                                                                          \
        .name = (name_), .image = (image_), .dev_ids = {device}, .id = (id_),  \
        .id_offset = ROM_ID_OFFSET, .rev_id = (revision),                      \
        .checks_banks = true, .readings = EVERY_ROM | OF_THE_CHECK             \
    }

static const struct rom_info roms[] = {
    DUAL("v10.1", embed_rom_l4_v10_1, ROM_ID_V10_1, L47, L47_REV_2),
    DUAL("v10.3", embed_rom_l4_v10_3, ROM_ID_V10_3, L47, L47_REV_3),
    DUAL("v9.2", embed_rom_l4_v9_2, ROM_ID_V9_2, L47, L47_REV_4),
    DUAL("v9.3", embed_rom_l4_v9_3, ROM_ID_V9_3, L49, 0),
    {.name = "v9.1-ff",
     .image = embed_rom_l4_v9_1_ff,
     .dev_ids = {L43},
     .id = ROM_ID_V9_1,
     .id_offset = ROM_ID_OFFSET,
     .info = ROM_INFO_OLD,
     .usb = true,
     .readings = EVERY_ROM & ~READING(GO)}, /* puts everything back */
    {.name = "v9.1-10",
     .image = embed_rom_l4_v9_1_10,
     .dev_ids = {L43},
     .id = ROM_ID_V9_1,
     .id_offset = ROM_ID_OFFSET,
     .info = ROM_INFO_FIXED,
     .usb = true,
     .readings = EVERY_ROM},
};

/* That of the newest silicon. */
static unsigned default_rom(const struct part *part)
{
    switch (part->dev_id) {
    case L47: return L4_V9_2;
    case L49: return L4_V9_3;
    default: return L4_V9_1_10;
    }
}

/* V10.3 and the L496 take SRAM2 under every reading, V10.1 under none. */
static bool takes_sram2(const struct rom_info *rom,
                        const struct readings *readings)
{
    if (!rom)
        return true;
    if (rom->id == ROM_ID_V9_2)
        return !readings || readings->value[CHOICE_SP] == CHOICE_SP_SRAM2;
    return rom->id != ROM_ID_V10_1;
}

static bool takes_head(const struct part *part, uint32_t word,
                       const struct rom_info *rom,
                       const struct readings *readings)
{
    bool large = !part || part->dev_id == L49;
    uint32_t end = large ? 0x20040000 : 0x20018000;
    if (rom && !rom->checks_banks)
        return false;
    if (word - 0x10000000 <= (large ? 0x10000u : 0x8000u))
        return takes_sram2(rom, readings);
    if (word == end)
        return !readings || readings->value[CHOICE_SP] != CHOICE_SP_EXCLUSIVE;
    return word >= 0x20000000 && word < end;
}

/* The empty check of the hardware (RM0394 2.6), which the L47x has not. */
static bool starts_blank(const struct part *part)
{
    return part->dev_id != L47;
}

static const struct family_line lines[] = {
    {"stm32l476", "rvqzjm", "gec"}, {"stm32l471", "rvqz", "gec"},
    {"stm32l475", "rv", "gec"},     {"stm32l486", "rvqzj", "gec"},
    {"stm32l496", "rvqzam", "eg"},  {"stm32l4a6", "rvqzam", "g"},
    {"stm32l431", "kcrv", "bc"},    {"stm32l432", "k", "bc"},
    {"stm32l433", "crv", "bc"},     {"stm32l442", "k", "c"},
    {"stm32l443", "crv", "c"},
};

static const struct family_lock locks[] = {
    {0x40022020, "FLASH_OPTR and the registers behind it", "FLASH_CR.OPTLOCK"},
    {0x40022000, "FLASH_CR", "FLASH_CR.LOCK"},
    {0x1FFF7000, "OTP", "FLASH_CR.LOCK"},
    {0, "flash", "FLASH_CR.LOCK"},
};

#define INVALID_HEAD                                                           \
    "Make the head invalid, so that the ROM finds no bank to start: boot0 "    \
    "patch --head invalid, or 0xBE00BE00 as vector word 0"

static const struct family_remedy remedies[] = {
    {"E1",
     "Link src/stm32l4/boot0_reset.S, name boot0_reset in the vector table and "
     "call boot0_request() (docs/integration.md); and make the head invalid: "
     "boot0 patch --head invalid. No entry past the check is known for an L4.",
     INVALID_HEAD "."},
};

static const struct demo_story demos[] = {
    {.board = "nucleo-l476rg",
     .v1 = "nucleo-l476rg.elf",
     .v2 = "nucleo-l476rg-v2.elf",
     .plain = "original-l4.elf",
     .library = "version 1, with the library and an invalid head",
     .question = "the usual plain jump",
     .chapters = {{L4_V9_2, false, false},
                  {L4_V10_3, false, false},
                  {L4_V9_2, true, true}},
     .chapter_count = 3},
    {.board = "nucleo-l432kc",
     .v1 = "nucleo-l432kc.elf",
     .v2 = "nucleo-l432kc-v2.elf",
     .library = "version 1, with the library",
     .chapters = {{L4_V9_1_10, false, false}, {L4_V9_1_FF, false, false}},
     .chapter_count = 2},
};

/* --- the resident --- */

static uint32_t page(uint32_t base)
{
    return base % L4_PAGE ? 0 : BOOT0_TABLE_PAGE_STM32L4;
}

/* A torn double word has no valid ECC, and what the ROM makes of that is not
 * known: one that is never written but as erased cannot be torn. */
static bool bank2_safe(const uint8_t bytes[8])
{
    for (unsigned i = 0; i < 8; i++)
        if (bytes[i] != 0xFF)
            return false;
    return true;
}

static const char *const dual[] = {"stm32l476rg", "stm32l476re", "stm32l476rc"};

static const struct family_resident resident = {
    .file = "build/firmware/resident-stm32l4.elf",
    .begins = "at a multiple of 0x800",
    .base = BOOT0_APPLICATION_DEFAULT,
    .page = page,
    .erased = 0xFF,
    .dual = dual,
    .dual_count = sizeof dual / sizeof *dual,
    .bank2_safe = bank2_safe,
    .bank2 = "in the middle of its write the ROM could start bank 2, or fail "
             "at its ECC; its double word must stay erased: end the image "
             "before it, or begin bank 2 with QUAD(0xFFFFFFFFFFFFFFFF) "
             "(docs/resident.md, section 5)",
};

/* --- the probe --- */

static const uint16_t sizes[] = {128, 256, 512, 1024, 0};
static const char *const experiments[] = {
    "entry", "bounce", "option", "mapped", "pin",   "end",
    "sram2", "torn",   "swap",   "banks",  "remap", "vectors",
    "fault", "go",     "write",  "pages",  NULL};

static const struct silicon silicon = {
    .format = "4",
    .head = 0xBE00B007,
    .sizes = sizes,
    .size_list = "128, 256, 512 or 1024",
    .info = true,
    .experiments = experiments,
};

extern const struct register_entry l4_registers[];

const struct family_info stm32l4_info = {
    .name = "STM32L47x/L49x/L43x",
    .library = "src/stm32l4/boot0_reset.S",
    .apb2enr = BOOT0_APB2ENR_STM32L4,
    .parts = "stm32l431 to l443, l471 to l486, l496 and l4a6",
    .largest = "stm32l496zg",
    .flash_max = L4_FLASH_MAX,
    .sram_max = L4_SRAM_MAX,
    .lines = lines,
    .line_count = sizeof lines / sizeof *lines,
    .roms = roms,
    .rom_count = sizeof roms / sizeof *roms,
    .default_rom = default_rom,
    .rom_base = ROM_BASE,
    .host_ram = 0x20003100,
    .rom_pins = "PA2, PA3, PA9 and PA10",
    .id_offset = ROM_ID_OFFSET,
    .usart = USART_2,
    .ready_ms = 78,  /* AN2606: the L496 needs 76.93 ms */
    .slow_ms = 2700, /* the ROM of an L47x waits for the LSE, 2.56 s at most */
    .deaf_ms = 2700,
    .readings = l4_readings,
    .reading_count = ROM_CHOICES,
    .choices = ROM_CHOICES,
    .choices_offset = ROM_CHOICES_OFFSET,
    .silicon = &silicon,
    .takes_head = takes_head,
    .wanted = l4_wanted,
    .set_options = l4_option_set,
    .find_option = l4_option_find,
    .find_stored = l4_option_find_stored,
    .remap_name = "SYSCFG_MEMRMP",
    .remap_address = 0x40010000,
    .registers = l4_registers,
    .rcc_cr = 0x40021000,
    .backup_count = 32,
    .page = "page",
    .lock_words = "FLASH_CR has it locked",
    .demos = demos,
    .demo_count = sizeof demos / sizeof *demos,
    .locks = locks,
    .remedies = remedies,
    .remedy_count = sizeof remedies / sizeof *remedies,
    .starts_blank = starts_blank,
    .torn_read = l4_ecc_torn_read,
    .words =
        {
            .mem_mode = "MEM_MODE=001",
            .rom_at_0 = "the ROM stays at 0, whatever MEM_MODE reads",
            .swap = "FB_MODE",
            .rtc_reset = "RCC_BDCR.BDRST",
            .pwren = "RCC_APB1ENR1.PWREN",
            .dbp = "PWR_CR1.DBP",
            .clock = "the MSI",
            .erased = "all flash",
            .early = "the reference manual asks for two cycles",
            .wwdg = "35 ms of the ROM's 60 MHz (72 MHz: 29 ms, V10.x: 88 ms "
                    "of 24 MHz)",
            .reset_erases = "the reset itself, which erases SRAM2 (option bit "
                            "SRAM2_RST=0)",
            .needs = NEEDS_OF_DFU,
        },
    .resident = &resident,
};

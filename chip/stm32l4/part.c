/* SPDX-License-Identifier: MIT */
#include "chip/stm32l4/part.h"

#include <ctype.h>
#include <string.h>

enum { NAME_LENGTH = 11, PREFIX_LENGTH = 9 };

/* The revisions: 4 of the L47x, as a NUCLEO-L476RG reads; Z of the L43x, B of
 * the L49x (assumed to be the common ones). */
static const struct l4_traits traits[] = {
    [L4_DIE_L43] =
        {
            .dev_id = 0x435,
            .rev_id = 0x1001,
            .sram1_kb = 48,
            .sram2_kb = 16,
            .sram2_follows = true,
            .hsi48 = true,
            .swboot = true,
            .empty_check = true,
            .pempty = true,
            .rtc_gate = true,
            .pll_pdiv = true,
            .cr = 0x050D0BFD,
            .icscr = 0x1F00FF00,
            .cfgr = 0x7F00BFF3,
            .pllcfgr = 0xFF737F73,
            .pllsai1cfgr = 0xFF737F00,
            .cier = 0x0000067F,
            .ccipr = 0x7CFF3C0F,
            .pwr_cr2 = 0x000004DF,
            .pwr_cr4 = 0x0000031F,
            .optr = 0x0F8F77FF,
            .memrmp = 0x00000007,
            .cfgr1 = 0xFC530101,
        },
    [L4_DIE_L47] =
        {
            .dev_id = 0x415,
            .rev_id = 0x1007,
            .sram1_kb = 96,
            .sram2_kb = 32,
            .dual = true,
            .ascr = true,
            .cr = 0x150D0BFD,
            .icscr = 0x1F00FF00,
            .cfgr = 0x7700BFF3,
            .pllcfgr = 0x07737F73,
            .pllsai1cfgr = 0x07737F00,
            .pllsai2cfgr = 0x07037F00,
            .cier = 0x000002FF,
            .ccipr = 0xFFFFFFFF,
            .pwr_cr2 = 0x000006FF,
            .pwr_cr4 = 0x0000231F,
            .optr = 0x03BF77FF,
            .memrmp = 0x00000107,
            .cfgr1 = 0xFC7F0101,
        },
    [L4_DIE_L49] =
        {
            .dev_id = 0x461,
            .rev_id = 0x2000,
            .sram1_kb = 256,
            .sram2_kb = 64,
            .sram2_follows = true,
            .dual = true,
            .hsi48 = true,
            .swboot = true,
            .empty_check = true,
            .rtc_gate = true,
            .pll_pdiv = true,
            .cr = 0x150D0BFD,
            .icscr = 0x7F00FF00,
            .cfgr = 0x7F00BFF3,
            .pllcfgr = 0xFF737F73,
            .pllsai1cfgr = 0xFF737F00,
            .pllsai2cfgr = 0xFF037F00,
            .cier = 0x000006FF,
            .ccipr = 0xFFFFFFFF,
            .ccipr2 = 0x00000003,
            .pwr_cr2 = 0x000006FF,
            .pwr_cr4 = 0x0000031F,
            .optr = 0x0FBF77FF,
            .memrmp = 0x00000107,
            .cfgr1 = 0xFCFF0101,
        },
};

#define L43(prefix_, sizes_, packages_, ahb2_, apb1_1_, apb2_, usb_)           \
    {                                                                          \
        .prefix = (prefix_), .sizes = (sizes_), .packages = (packages_),       \
        .die = L4_DIE_L43, .usb = (usb_),                                      \
        .enr = {0x00011103, ahb2_, 0x00000100, apb1_1_, 0x00000025, apb2_},    \
    }
#define L47(prefix_, packages_, ahb2_, apb1_1_)                                \
    {                                                                          \
        .prefix = (prefix_), .sizes = "ceg", .packages = (packages_),          \
        .die = L4_DIE_L47, .enr = {0x00011103, ahb2_,      0x00000101,         \
                                   apb1_1_,    0x00000025, 0x01677C81},        \
    }
#define L49(prefix_, sizes_, ahb2_)                                            \
    {                                                                          \
        .prefix = (prefix_), .sizes = (sizes_), .packages = "rvqzam",          \
        .die = L4_DIE_L49, .enr = {0x00031103, ahb2_,      0x00000101,         \
                                   0xF7FECE3F, 0x00000027, 0x01677C81},        \
    }

static const struct l4_line lines[] = {
    L43("stm32l431", "bc", "kcrv", 0x0004209F, 0xF3E6CC31, 0x00235C81, false),
    L43("stm32l432", "bc", "k", 0x00042087, 0xF7A28C31, 0x00235881, true),
    L43("stm32l433", "bc", "crv", 0x0004209F, 0xF7E6CE31, 0x00235C81, true),
    L43("stm32l442", "c", "k", 0x00052087, 0xF7A28C31, 0x00235881, true),
    L43("stm32l443", "c", "crv", 0x0005209F, 0xF7E6CE31, 0x00235C81, true),
    L47("stm32l471", "rvqz", 0x000430FF, 0xF2FEC83F),
    L47("stm32l475", "rv", 0x000430FF, 0xF2FEC83F),
    L47("stm32l476", "rvqzjm", 0x000430FF, 0xF2FECA3F),
    L47("stm32l486", "rvqzj", 0x000530FF, 0xF2FECA3F),
    L49("stm32l496", "eg", 0x000471FF),
    L49("stm32l4a6", "g", 0x000771FF),
};

enum { LINES = sizeof lines / sizeof *lines };

static const struct l4_line *find_line(const char *name)
{
    for (unsigned i = 0; i < LINES; i++)
        if (strncmp(name, lines[i].prefix, PREFIX_LENGTH) == 0 &&
            strchr(lines[i].packages, name[PREFIX_LENGTH]) &&
            strchr(lines[i].sizes, name[NAME_LENGTH - 1]))
            return &lines[i];
    return NULL;
}

static unsigned flash_kb(char letter)
{
    switch (letter) {
    case 'b': return 128;
    case 'c': return 256;
    case 'e': return 512;
    default: return 1024;
    }
}

static void set_memories(struct part *part, const struct l4_traits *has)
{
    uint32_t flash = part->flash_kb * 1024u;
    part->bank_size = has->dual ? flash / 2 : flash;
    part->bank2_base = has->dual ? FLASH_BASE + flash / 2 : 0;
    part->sram2_kb = has->sram2_kb;
    part->sram_size = has->sram1_kb * 1024u;
    if (has->sram2_follows)
        part->sram_size += has->sram2_kb * 1024u;
}

bool l4_part_find(const char *name, struct part *part)
{
    char lower[NAME_LENGTH + 1] = {0};
    if (strlen(name) != NAME_LENGTH)
        return false;
    for (unsigned i = 0; i < NAME_LENGTH; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);

    const struct l4_line *line = find_line(lower);
    if (!line)
        return false;
    const struct l4_traits *has = &traits[line->die];
    memset(part, 0, sizeof *part); /* the chip is compared byte by byte */
    memcpy(part->name, lower, sizeof lower);
    part->flash_kb = (uint16_t)flash_kb(lower[NAME_LENGTH - 1]);
    part->family = FAMILY_STM32L4;
    part->dev_id = has->dev_id;
    part->rev_id = has->rev_id;
    part->usb_rom = line->usb || line->die != L4_DIE_L43;
    set_memories(part, has);
    return true;
}

const struct l4_line *l4_part_line(const struct chip *chip)
{
    const struct l4_line *line = find_line(chip->part.name);
    return line ? line : lines;
}

enum l4_die l4_part_die(const struct chip *chip)
{
    enum l4_die die = L4_DIE_L43;
    while (die < L4_DIE_L49 && traits[die].dev_id != chip->part.dev_id)
        die++;
    return die;
}

const struct l4_traits *l4_part_traits(const struct chip *chip)
{
    return &traits[l4_part_die(chip)];
}

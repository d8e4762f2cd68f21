/* SPDX-License-Identifier: MIT */
#include "chip/stm32f4/part.h"

#include <ctype.h>
#include <string.h>

#include "chip/stm32f4/memory.h"

enum { NAME_LENGTH = 11, PREFIX_LENGTH = 9, REV_Z = 0x1001, REV_A = 0x1000 };
enum { MHZ = 1000000 };

/* The enable bits of an F407, read on a real one by writing ones; those of the
 * other lines are what CMSIS has. */
#define F401_ENR                                                               \
    .ahb1 = 0x0060109F, .ahb2 = 0x00000080, .apb1 = 0x10E2C80F,                \
    .apb2 = 0x00077931
#define F411_ENR                                                               \
    .ahb1 = 0x0060109F, .ahb2 = 0x00000080, .apb1 = 0x10E2C80F,                \
    .apb2 = 0x00177931
#define F40X_ENR .ahb3 = 1, .apb1 = 0x36FEC9FF, .apb2 = 0x00075F33

/* From memory of RM0368 and RM0383, assumed: SPRMOD and VOS 15:14, and reset
 * values of the LPENR registers, of which those of APB2 leave TIM1 out. */
#define F401_LIKE                                                              \
    .pwr_cr_reset = 0x00008000, .pwr_vos = 0xC000, .dckcfgr = 1u << 24,        \
    .pmc = 1u << 16, .pcrop = true
#define F401_LPENR_RESET                                                       \
    .ahb1 = 0x0061900F, .ahb2 = 0x00000080, .apb1 = 0x10E2C80F

#define F401(sizes_, dev_id_, sram_kb_)                                        \
    {                                                                          \
        .prefix = "stm32f401", .sizes = (sizes_), .packages = "crv",           \
        .dev_id = (dev_id_), .rev_id = REV_Z, .sram_kb = (sram_kb_),           \
        .calib = 10500, .enr = {F401_ENR}, .pwr_cr = 0x0000EFF3,               \
        .lpenr_reset = {F401_LPENR_RESET, .apb2 = 0x00077930},                 \
        .lpenr = {.ahb1 = 0x0061909F,                                          \
                  .ahb2 = 0x00000080,                                          \
                  .apb1 = 0x10E2C80F,                                          \
                  .apb2 = 0x00077931},                                         \
        .plli2scfgr = 0x70007FC0, .plli2scfgr_reset = 0x20003000,              \
        .bdcr = 0x00018305, .vco_min = 192 * MHZ,                              \
        .sysclk = {0, 84 * MHZ, 60 * MHZ}, .pclk1 = 42 * MHZ,                  \
        .pclk2 = 84 * MHZ, .hclk = {30 * MHZ, 60 * MHZ},                       \
        .hclk_low = {30 * MHZ, 60 * MHZ}, F401_LIKE                            \
    }

/* Of an F405 the bits of Ethernet and DCMI are missing. */
#define F40X(prefix_, packages_, ahb1_, ahb2_, pmc_)                           \
    {                                                                          \
        .prefix = (prefix_), .sizes = "eg", .packages = (packages_),           \
        .dev_id = 0x413, .rev_id = REV_Z, .sram_kb = 128, .ccm = true,         \
        .calib = 18750, .enr = {F40X_ENR, .ahb1 = (ahb1_), .ahb2 = (ahb2_)},   \
        .lpenr = {.ahb1 = 0x7E6791FF & ((ahb1_) | 0x00039000),                 \
                  .ahb2 = (ahb2_) | 0x30,                                      \
                  .ahb3 = 1,                                                   \
                  .apb1 = 0x36FEC9FF,                                          \
                  .apb2 = 0x00075F33},                                         \
        .lpenr_reset = {.ahb1 = 0x7E6791FF & ((ahb1_) | 0x00039000),           \
                        .ahb2 = (ahb2_) | 0x30,                                \
                        .ahb3 = 1,                                             \
                        .apb1 = 0x36FEC9FF,                                    \
                        .apb2 = 0x00075F33},                                   \
        .ahb1enr_reset = 0x00100000, .pwr_cr = 0x000043F3,                     \
        .pwr_cr_reset = 0x00004000, .pwr_vos = 0x4000,                         \
        .plli2scfgr = 0x70007FC0, .plli2scfgr_reset = 0x20003000,              \
        .bdcr = 0x00018305, .pmc = (pmc_), .vco_min = 100 * MHZ,               \
        .sysclk = {168 * MHZ, 144 * MHZ}, .pclk1 = 42 * MHZ,                   \
        .pclk2 = 84 * MHZ,                                                     \
        .hclk = {30 * MHZ, 60 * MHZ, 90 * MHZ, 120 * MHZ, 150 * MHZ},          \
        .hclk_low = {                                                          \
            30 * MHZ,                                                          \
            60 * MHZ,                                                          \
            90 * MHZ,                                                          \
            120 * MHZ                                                          \
        }                                                                      \
    }

static const struct f4_line lines[] = {
    F401("bc", 0x423, 64),
    F401("de", 0x433, 96),
    {
        .prefix = "stm32f411",
        .sizes = "ce",
        .packages = "crv",
        .dev_id = 0x431,
        .rev_id = REV_A, /* a Nucleo-F411RE commonly (assumed) */
        .sram_kb = 128,
        .calib = 12500,
        F401_LIKE,
        .enr = {F411_ENR},
        .lpenr = {.ahb1 = 0x0061909F,
                  .ahb2 = 0x00000080,
                  .apb1 = 0x10E2C80F,
                  .apb2 = 0x00177931},
        .lpenr_reset = {F401_LPENR_RESET, .apb2 = 0x00177930},
        .pwr_cr = 0x0030EFF3,
        .plli2scfgr = 0x70007FFF,
        .plli2scfgr_reset = 0x24003000,
        .bdcr = 0x0001830D,
        .vco_min = 100 * MHZ,
        .sysclk = {100 * MHZ, 84 * MHZ, 64 * MHZ},
        .pclk1 = 50 * MHZ,
        .pclk2 = 100 * MHZ,
        .hclk = {30 * MHZ, 64 * MHZ, 90 * MHZ},
        .hclk_low = {30 * MHZ, 64 * MHZ},
    },
    F40X("stm32f405", "rvzo", 0x607411FF, 0x000000C0, 0),
    F40X("stm32f407", "vzi", 0x7E7411FF, 0x000000C1, 1u << 23),
};

enum { LINES = sizeof lines / sizeof *lines };

/* The size letter says which of two lines of one prefix it is. */
static const struct f4_line *find_line(const char *name)
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
    case 'd': return 384;
    case 'e': return 512;
    default: return 1024;
    }
}

bool f4_part_find(const char *name, struct part *part)
{
    char lower[NAME_LENGTH + 1] = {0};
    if (strlen(name) != NAME_LENGTH)
        return false;
    for (unsigned i = 0; i < NAME_LENGTH; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);

    const struct f4_line *line = find_line(lower);
    if (!line)
        return false;
    memset(part, 0, sizeof *part); /* the chip is compared byte by byte */
    memcpy(part->name, lower, sizeof lower);
    part->flash_kb = (uint16_t)flash_kb(lower[NAME_LENGTH - 1]);
    part->family = FAMILY_STM32F4;
    part->dev_id = line->dev_id;
    part->rev_id = line->rev_id;
    part->bank_size = part->flash_kb * 1024u;
    part->sram_size = line->sram_kb * 1024u;
    part->sram2_kb = line->ccm ? F4_CCM_SIZE / 1024 : 0;
    return true;
}

const struct f4_line *f4_part_line(const struct chip *chip)
{
    const struct f4_line *line = find_line(chip->part.name);
    return line ? line : lines;
}

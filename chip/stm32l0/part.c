/* SPDX-License-Identifier: MIT */
#include "chip/stm32l0/part.h"

#include "chip/stm32l0/memory.h"

#include <ctype.h>
#include <string.h>

enum { DEV_ID_L07X = 0x447, REV_Z = 0x2008, NAME_LENGTH = 11 };

struct line {
    const char *prefix;
    bool usb_rom;
};

static const struct line lines[] = {
    {"stm32l071", false}, {"stm32l072", true}, {"stm32l073", true},
    {"stm32l081", false}, {"stm32l082", true}, {"stm32l083", true},
};

static const struct line *find_line(const char *name)
{
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strncmp(name, lines[i].prefix, strlen(lines[i].prefix)) == 0)
            return &lines[i];
    return NULL;
}

static unsigned flash_kb(char letter)
{
    switch (letter) {
    case '8': return 64;
    case 'b': return 128;
    case 'z': return 192;
    default: return 0;
    }
}

bool l0_part_find(const char *name, struct part *part)
{
    char lower[NAME_LENGTH + 1] = {0};
    if (strlen(name) != NAME_LENGTH)
        return false;
    for (unsigned i = 0; i < NAME_LENGTH; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);

    const struct line *line = find_line(lower);
    unsigned kb = flash_kb(lower[NAME_LENGTH - 1]);
    /* Package letters: C, E, K, R, V (DS10685 section 8). */
    if (!line || !kb || !strchr("cekrv", lower[NAME_LENGTH - 2]))
        return false;

    memset(part, 0, sizeof *part); /* the chip is compared byte by byte */
    memcpy(part->name, lower, sizeof lower);
    part->flash_kb = (uint16_t)kb;
    part->family = FAMILY_STM32L0;
    part->dev_id = DEV_ID_L07X;
    part->rev_id = REV_Z;
    part->bank_size = kb == 64 ? 64 * 1024 : kb * 1024 / 2;
    part->bank2_base = kb == 64 ? 0 : 0x08000000 + kb * 1024 / 2;
    part->sram_size = SRAM_SIZE;
    part->usb_rom = line->usb_rom;
    return true;
}

/* SPDX-License-Identifier: MIT */
#include "bench/family.h"

#include <stdio.h>

#include "chip/part.h"

extern const struct family_info stm32l0_info;
extern const struct family_info stm32f4_info;
extern const struct family_info stm32l4_info;

static const struct family_info *const families[FAMILIES] = {
    [FAMILY_STM32L0] = &stm32l0_info,
    [FAMILY_STM32F4] = &stm32f4_info,
    [FAMILY_STM32L4] = &stm32l4_info,
};

const struct family_info *family_info(enum family family)
{
    return families[family];
}

const struct family_info *family_of(const struct chip *chip)
{
    return families[chip->part.family];
}

/* True: a part of this line has it. */
static bool line_has(const struct family_line *line, uint16_t dev_id)
{
    struct part part;
    char name[sizeof part.name];
    for (const char *size = line->sizes; *size; size++) {
        snprintf(name, sizeof name, "%s%c%c", line->prefix, line->packages[0],
                 *size);
        if (part_find(name, &part) && part.dev_id == dev_id)
            return true;
    }
    return false;
}

bool family_has(enum family family, uint16_t dev_id)
{
    const struct family_info *info = families[family];
    for (unsigned i = 0; i < info->line_count; i++)
        if (line_has(&info->lines[i], dev_id))
            return true;
    return false;
}

/* Returns the size of a RAM of the largest part; 0 = it has none. */
static uint32_t ram_of(enum family family, enum region region, uint32_t *base)
{
    const struct part part = {.family = family};
    const struct map_memory *memory = part_memory(&part, region);
    *base = memory ? memory->base : 0;
    return memory ? memory->size : 0;
}

uint32_t family_second_ram(enum family family)
{
    uint32_t base, ccm = ram_of(family, REGION_CCM, &base);
    return ccm ? ccm : ram_of(family, REGION_SRAM2, &base);
}

static bool in_ram(enum family family, uint32_t address)
{
    static const enum region rams[] = {REGION_SRAM, REGION_SRAM2, REGION_CCM};
    for (unsigned i = 0; i < sizeof rams / sizeof *rams; i++) {
        uint32_t base, size = ram_of(family, rams[i], &base);
        if (address - base < size)
            return true;
    }
    return false;
}

bool family_is_stack(enum family family, uint32_t word)
{
    return word % 4 == 0 && in_ram(family, word - 4);
}

bool family_any_stack(uint32_t word)
{
    for (unsigned i = 0; i < FAMILIES; i++)
        if (family_is_stack((enum family)i, word))
            return true;
    return false;
}

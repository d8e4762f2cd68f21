/* SPDX-License-Identifier: MIT */
#include "bench/family.h"

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

bool family_is_stack(const struct family_info *family, uint32_t word)
{
    return word % 4 == 0 && (word - 0x20000001 < family->sram_max ||
                             word - 0x10000001 < family->sram2_max);
}

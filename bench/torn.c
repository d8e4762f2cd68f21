/* SPDX-License-Identifier: MIT */
#include "bench/torn.h"

#include "chip/stm32l0/flash.h"

enum { HALF_PAGE_WORDS = FLASH_HALF_PAGE / 4 };

#define TORN(n)       (1u << (n))
#define TORN_MIXES    (TORN(TORN_MIX) | TORN(TORN_MIX + 1) | TORN(TORN_MIX + 2))
#define TORN_ALWAYS   (TORN(TORN_OLD) | TORN_MIXES)
/* The first 1 to 15 words; 16 are all. */
#define TORN_PREFIXES (((1u << (HALF_PAGE_WORDS - 1)) - 1) << (TORN_PREFIX + 1))

uint32_t torn_ways(enum flash_operation kind)
{
    switch (kind) {
    case FLASH_PROGRAM_WORD: return TORN_ALWAYS | TORN(TORN_NEW);
    case FLASH_PROGRAM_HALF_PAGE:
        return TORN_ALWAYS | TORN(TORN_NEW) | TORN_PREFIXES;
    case FLASH_ERASE_PAGE:
    case FLASH_EEPROM_ERASE: return TORN_ALWAYS | TORN(TORN_ERASED);
    default: return TORN_ALWAYS | TORN(TORN_ERASED) | TORN(TORN_NEW);
    }
}

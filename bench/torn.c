/* SPDX-License-Identifier: MIT */
#include "bench/torn.h"

#define TORN(n)     (1ull << (n))
#define TORN_MIXES  (TORN(TORN_MIX) | TORN(TORN_MIX + 1) | TORN(TORN_MIX + 2))
#define TORN_ALWAYS (TORN(TORN_OLD) | TORN_MIXES)

/* The first word, the first two, and so on; all of them are TORN_NEW. */
static uint64_t prefixes(uint32_t words)
{
    uint64_t ways = 0;
    for (uint32_t n = 1; n < words && TORN_PREFIX + n < 64; n++)
        ways |= TORN(TORN_PREFIX + n);
    return ways;
}

uint64_t torn_ways(const struct event_nvm *operation)
{
    switch (operation->operation) {
    case FLASH_PROGRAM_WORD:
    case FLASH_PROGRAM_HALF_PAGE:
        return TORN_ALWAYS | TORN(TORN_NEW) | prefixes(operation->length / 4);
    case FLASH_ERASE_PAGE:
    case FLASH_EEPROM_ERASE: return TORN_ALWAYS | TORN(TORN_ERASED);
    default: return TORN_ALWAYS | TORN(TORN_ERASED) | TORN(TORN_NEW);
    }
}

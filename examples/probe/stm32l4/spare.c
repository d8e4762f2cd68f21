/* SPDX-License-Identifier: MIT */
#include "examples/probe/stm32l4/spare.h"

#include "examples/probe/family.h"
#include "examples/probe/probe.h"
#include "examples/probe/stm32l4/flash.h"

extern const uint32_t spare[];

unsigned spare_number(enum spare which)
{
    return (spare_address(which) - FLASH_BASE) / FLASH_PAGE_SIZE;
}

uint32_t spare_address(enum spare which)
{
    uint32_t first = (uint32_t)spare;
    switch (which) {
    case SPARE_SECOND: return first + FLASH_PAGE_SIZE;
    case SPARE_BANK2: return first - FLASH_BASE + flash_bank2();
    default: return first;
    }
}

static uint32_t word_at(enum spare which, unsigned offset)
{
    return *(const volatile uint32_t *)(spare_address(which) + offset);
}

bool spare_erased(enum spare which)
{
    return flash_blank(spare_address(which), 2);
}

bool spare_written(enum spare which, unsigned offset)
{
    return !flash_blank(spare_address(which) + offset, 2);
}

static bool is_whole(enum spare which)
{
    return word_at(which, 0) == SPARE_MARK_0 &&
           word_at(which, 4) == SPARE_MARK_1 &&
           flash_blank(spare_address(which) + 8, PAGE_WORDS - 2);
}

bool spare_prepare(bool all)
{
    bool whole = true;
    for (enum spare i = 0; i < (all ? SPARES : SPARE_BANK2); i++) {
        if (is_whole(i))
            continue;
        flash_erase(spare_address(i));
        flash_program(spare_address(i), SPARE_MARK_0, SPARE_MARK_1);
        whole = is_whole(i) && whole;
    }
    return whole;
}

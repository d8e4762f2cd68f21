/* SPDX-License-Identifier: MIT */
#include "examples/probe/memory.h"

#include "examples/probe/family.h"

enum { RAM_START = 0x20000000, PATIENCE = 100000 };

/* 0xA5A5xxxx is in the XN part of the address space (PM0223 2.2), and even:
 * as a branch target it faults twice over. */
static uint32_t pattern(const volatile uint32_t *at)
{
    return 0xA5A50000 | ((uint32_t)at & 0xFFFC);
}

void ram_fill(void)
{
    for (volatile uint32_t *word = (uint32_t *)RAM_START;
         word != (uint32_t *)RAM_STACK; word++)
        *word = pattern(word);
}

unsigned ram_own_words(void)
{
    return (ROM_SP - RAM_START) / 4;
}

unsigned ram_above_words(void)
{
    return (RAM_STACK - ROM_SP) / 4;
}

static unsigned kept(uint32_t from, uint32_t to)
{
    unsigned count = 0;
    for (const volatile uint32_t *word = (uint32_t *)from;
         word != (uint32_t *)to; word++)
        count += *word == pattern(word);
    return count;
}

unsigned ram_kept_own(void)
{
    return kept(RAM_START, ROM_SP);
}

unsigned ram_kept_above(void)
{
    return kept(ROM_SP, RAM_STACK);
}

void watchdog_start(void)
{
    IWDG->KR = IWDG_KR_START;
    IWDG->KR = IWDG_KR_UNLOCK;
    IWDG->PR = IWDG_PR_256; /* which is what the ROM sets, too (AN2606) */
    IWDG->RLR = WATCHDOG_RELOAD;
    for (unsigned i = 0; IWDG->SR && i < PATIENCE; i++)
        ;
    watchdog_refresh();
}

bool watchdog_set(void)
{
    return IWDG->RLR == WATCHDOG_RELOAD;
}

void watchdog_refresh(void)
{
    IWDG->KR = IWDG_KR_RELOAD;
}

void window_reset(void)
{
    RCC_APB1 |= WWDGEN;
    (void)RCC_APB1;
    WWDG->CR = WWDG_CR_WDGA; /* T6 = 0: at once (RM0367 26.3) */
    for (;;)
        ;
}

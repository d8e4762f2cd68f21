/* SPDX-License-Identifier: MIT
 *
 * The independent watchdog. The ROM never starts it; if it runs, the ROM sets
 * its largest prescaler and refreshes it in every loop that waits (AN2606).
 */
#ifndef ROM_STM32L4_WATCHDOG_H
#define ROM_STM32L4_WATCHDOG_H

#include "firmware/stm32l4/stm32l4.h"

/* Not waited for: while the LSI is off, PVU stays set (AN2606). */
static inline void watchdog_slow(void)
{
    IWDG->KR = IWDG_KR_UNLOCK;
    IWDG->PR = IWDG_PR_256;
}

static inline void watchdog_refresh(void)
{
    IWDG->KR = IWDG_KR_RELOAD;
}

#endif

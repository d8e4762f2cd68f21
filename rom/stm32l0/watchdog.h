/* SPDX-License-Identifier: MIT
 *
 * The independent watchdog: never started by the ROM; if it runs, slowed to
 * its largest prescaler and refreshed in every loop that waits (AN2606).
 */
#ifndef ROM_STM32L0_WATCHDOG_H
#define ROM_STM32L0_WATCHDOG_H

#include "firmware/stm32l0/stm32l073.h"

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

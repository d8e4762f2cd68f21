/* SPDX-License-Identifier: MIT
 *
 * The system clock: 24 MHz (V10.x), 72 or 60 (L43x), from the HSI through the
 * PLL (AN2606), and SysTick as the time base.
 */
#ifndef ROM_STM32L4_SYSCLK_H
#define ROM_STM32L4_SYSCLK_H

#include <stdint.h>

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/build.h"

enum { SYSCLK_HZ = ROM_SYSCLK_HZ, SYSCLK_MHZ = SYSCLK_HZ / 1000000 };

/* Switches to SYSCLK_HZ from any clock that the caller left. The voltage range
 * stays (AN2606). */
void sysclk_start(void);

/* Lets US microseconds pass, and begins to count again. */
void sysclk_wait(uint32_t us);

/* Returns SysTick's counter, which counts HCLK cycles down. */
static inline uint32_t sysclk_now(void)
{
    return SYSTICK->CVR;
}

/* Returns the HCLK cycles since START, an earlier counter value; valid up to
 * 0.23 s. */
static inline uint32_t sysclk_since(uint32_t start)
{
    return (start - SYSTICK->CVR) & SYSTICK_CVR_MAX;
}

#endif

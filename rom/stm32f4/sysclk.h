/* SPDX-License-Identifier: MIT
 *
 * The system clock: 60 MHz, V3.1 24 MHz, from the HSI through the PLL (AN2606),
 * and SysTick as the time base.
 */
#ifndef ROM_STM32F4_SYSCLK_H
#define ROM_STM32F4_SYSCLK_H

#include <stdint.h>

#include "firmware/stm32f4/stm32f4.h"
#include "rom/stm32f4/build.h"

enum {
    SYSCLK_HZ = ROM_SYSCLK_HZ,
    SYSCLK_MHZ = SYSCLK_HZ / 1000000,
    PCLK1_DIVIDER = SYSCLK_MHZ > 42 ? 2 : 1 /* APB1: 42 MHz at most */
};

/* Switches to SYSCLK_HZ, from the clocks that the reading `clock` allows. */
void sysclk_start(void);

/* Waits until US microseconds have passed since sysclk_start(), at most 0.27 s.
 */
void sysclk_wait(uint32_t us);

/* Returns SysTick's counter, which counts HCLK cycles down. */
static inline uint32_t sysclk_now(void)
{
    return SYSTICK->CVR;
}

/* Returns the HCLK cycles since START, an earlier counter value; valid up to
 * 0.27 s. */
static inline uint32_t sysclk_since(uint32_t start)
{
    return (start - SYSTICK->CVR) & SYSTICK_CVR_MAX;
}

#endif

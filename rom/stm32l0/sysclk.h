/* SPDX-License-Identifier: MIT
 *
 * The system clock: 32 MHz from HSI16 through the PLL for every interface
 * (AN2606), and SysTick as the time base.
 */
#ifndef ROM_STM32L0_SYSCLK_H
#define ROM_STM32L0_SYSCLK_H

#include <stdint.h>

#include "firmware/stm32l0/stm32l073.h"

enum { SYSCLK_HZ = 32000000 };

/* Switches to 32 MHz from any clock that the caller left: voltage range 1, one
 * wait state, PLL. */
void sysclk_start(void);

/* Returns SysTick's counter, which counts HCLK cycles down. */
static inline uint32_t sysclk_now(void)
{
    return SYSTICK->CVR;
}

/* Returns the HCLK cycles since START, an earlier counter value; valid up to
 * 0.52 s. */
static inline uint32_t sysclk_since(uint32_t start)
{
    return (start - SYSTICK->CVR) & SYSTICK_CVR_MAX;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/lse.h"

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/start.h"
#include "rom/stm32l4/sysclk.h"

enum { SLICE_US = 1000 };

void lse_wait(void)
{
    RCC->APB1ENR1 |= RCC_APB1ENR1_PWREN;
    (void)RCC->APB1ENR1;
    PWR->CR1 |= PWR_CR1_DBP;
    RCC->BDCR |= RCC_BDCR_LSEON;
    for (uint32_t us = 0; us < ROM_LSE_US; us += SLICE_US) {
        if (RCC->BDCR & RCC_BDCR_LSERDY)
            return;
        sysclk_wait(SLICE_US);
    }
}

/* SPDX-License-Identifier: MIT
 *
 * SYSCLK is the PLL, 84 MHz, when the jump is made, without a reset. A ROM that
 * relies on the clocks of a reset runs at 84 MHz, too; that USART answers says
 * nothing about DFU, which needs 48 MHz.
 */
#include "examples/mistakes/m4/board.h"

/* 16 MHz / 16 x 336 / 4, two wait states */
static void pll_start(void)
{
    FLASH->ACR = 2;
    while ((FLASH->ACR & FLASH_ACR_LATENCY) != 2)
        ;
    RCC->PLLCFGR = 16 | 336 << RCC_PLLCFGR_PLLN_POS |
                   1 << RCC_PLLCFGR_PLLP_POS | 7 << RCC_PLLCFGR_PLLQ_POS;
    RCC->CR |= RCC_CR_PLLON;
    while (!(RCC->CR & RCC_CR_PLLRDY))
        ;
    RCC->CFGR = RCC_CFGR_PPRE1_DIV2 | RCC_CFGR_SW_PLL;
    while ((RCC->CFGR & RCC_CFGR_SWS) >> RCC_CFGR_SWS_POS != RCC_CFGR_SW_PLL)
        ;
}

int main(void)
{
    pll_start();
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * SYSCLK is the HSE, 8 MHz from the ST-LINK, and the HSI is off to save its
 * current, when the jump is made without a reset. A ROM that relies on the
 * clocks of a reset never gets the HSI on.
 */
#include "examples/mistakes/m4/board.h"

enum { HSEBYP = 1 << 18, SW_HSE = 1 };

static void hse_start(void)
{
    RCC->CR |= HSEBYP;
    RCC->CR |= RCC_CR_HSEON;
    while (!(RCC->CR & RCC_CR_HSERDY))
        ;
    RCC->CFGR = SW_HSE;
    while ((RCC->CFGR & RCC_CFGR_SWS) >> RCC_CFGR_SWS_POS != SW_HSE)
        ;
    RCC->CR &= ~(uint32_t)RCC_CR_HSION;
}

int main(void)
{
    hse_start();
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

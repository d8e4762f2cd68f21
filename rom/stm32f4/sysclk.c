/* SPDX-License-Identifier: MIT */
#include "rom/stm32f4/sysclk.h"

#include <stdbool.h>

#include "rom/stm32f4/start.h"
#include "rom/stm32f4/watchdog.h"

/* The PLL's input is 16 MHz / 16; 48 MHz for USB are VCO / Q. */
enum {
    PLLM = 16,
    PLLN = SYSCLK_MHZ == 24 ? 192 : 240,
    PLLP = PLLN / SYSCLK_MHZ, /* 8 or 4 */
    PLLQ = PLLN / 48,
    WAIT_STATES = (SYSCLK_MHZ - 1) / 16 /* enough from 1.8 V on */
};

static bool as_after_reset(void)
{
    return (RCC->CR & (RCC_CR_HSIRDY | RCC_CR_PLLON)) == RCC_CR_HSIRDY &&
           !(RCC->CFGR & RCC_CFGR_SW);
}

static void switch_to(uint32_t sw)
{
    RCC->CFGR = sw | (RCC->CFGR & ~(uint32_t)RCC_CFGR_SW);
    while ((RCC->CFGR & RCC_CFGR_SWS) >> RCC_CFGR_SWS_POS != sw)
        ;
}

/* The HSI, while the PLL is taken apart. */
static void stop_pll(void)
{
    RCC->CR |= RCC_CR_HSION;
    while (!(RCC->CR & RCC_CR_HSIRDY))
        ;
    switch_to(RCC_CFGR_SW_HSI);
    RCC->CR &= ~RCC_CR_PLLON;
    while (RCC->CR & RCC_CR_PLLRDY)
        ;
}

/* The caches off and empty: they may hold what is about to be erased. */
static void set_wait_states(void)
{
    FLASH->ACR = WAIT_STATES;
    FLASH->ACR = WAIT_STATES | FLASH_ACR_ICRST | FLASH_ACR_DCRST;
    FLASH->ACR = WAIT_STATES;
    while ((FLASH->ACR & FLASH_ACR_LATENCY) != WAIT_STATES)
        ;
}

static void start_pll(void)
{
    RCC->PLLCFGR = PLLM | PLLN << RCC_PLLCFGR_PLLN_POS |
                   (PLLP / 2 - 1) << RCC_PLLCFGR_PLLP_POS |
                   PLLQ << RCC_PLLCFGR_PLLQ_POS;
    RCC->CR |= RCC_CR_PLLON;
    while (!(RCC->CR & RCC_CR_PLLRDY))
        ;
    RCC->CFGR = PCLK1_DIVIDER == 2 ? RCC_CFGR_PPRE1_DIV2 : 0;
    switch_to(RCC_CFGR_SW_PLL);
}

static void start_systick(void)
{
    SYSTICK->CSR = 0;
    SYSTICK->RVR = SYSTICK_CVR_MAX;
    SYSTICK->CVR = 0;
    SYSTICK->CSR = SYSTICK_CSR_CLKSOURCE | SYSTICK_CSR_ENABLE;
}

/* Under `clock=reset` a PLL that is on keeps its settings, since PLLCFGR can
 * then not be written, and without the HSI the PLL never becomes ready. */
void sysclk_start(void)
{
    if (!as_after_reset() && CHOICE(CLOCK) == CHOICE_CLOCK_ANY)
        stop_pll();
    set_wait_states();
    start_pll();
    start_systick();
}

void sysclk_wait(uint32_t us)
{
    while (sysclk_since(0) < us * SYSCLK_MHZ)
        watchdog_refresh();
}

/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/sysclk.h"

#include "rom/stm32l4/watchdog.h"

/* The PLL's input is 16 MHz / 2, its VCO 192, 288 or 240 MHz. */
enum {
    PLLM = 2,
    PLLR = SYSCLK_MHZ == 24 ? 8 : 4,
    PLLN = SYSCLK_MHZ * PLLR / (16 / PLLM),
    WAIT_STATES = (SYSCLK_MHZ - 1) / 16
};

/* The HSI without prescalers, while the PLL is taken apart. */
static void stop_pll(void)
{
    RCC->CR |= RCC_CR_HSION;
    while (!(RCC->CR & RCC_CR_HSIRDY))
        ;
    RCC->CFGR = RCC_CFGR_SW_HSI;
    while ((RCC->CFGR & RCC_CFGR_SWS) >> RCC_CFGR_SWS_POS != RCC_CFGR_SW_HSI)
        ;
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
    RCC->PLLCFGR = RCC_PLLCFGR_PLLSRC_HSI | (PLLM - 1) << RCC_PLLCFGR_PLLM_POS |
                   PLLN << RCC_PLLCFGR_PLLN_POS | RCC_PLLCFGR_PLLREN |
                   (PLLR / 2 - 1) << RCC_PLLCFGR_PLLR_POS;
    RCC->CR |= RCC_CR_PLLON;
    while (!(RCC->CR & RCC_CR_PLLRDY))
        ;
    RCC->CFGR = RCC_CFGR_SW_PLL;
    while ((RCC->CFGR & RCC_CFGR_SWS) >> RCC_CFGR_SWS_POS != RCC_CFGR_SW_PLL)
        ;
}

static void start_systick(uint32_t reload)
{
    SYSTICK->CSR = 0;
    SYSTICK->RVR = reload;
    SYSTICK->CVR = 0;
    SYSTICK->CSR = SYSTICK_CSR_CLKSOURCE | SYSTICK_CSR_ENABLE;
}

void sysclk_start(void)
{
    stop_pll();
    set_wait_states();
    start_pll();
    start_systick(SYSTICK_CVR_MAX);
}

/* The inner loop only reads a flag, so that the virtual chip need not execute
 * it (docs/speed.md). */
void sysclk_wait(uint32_t us)
{
    enum { SLICE_US = 1000 };
    start_systick(SLICE_US * SYSCLK_MHZ - 1);
    for (; us > SLICE_US; us -= SLICE_US) {
        while (!(SYSTICK->CSR & SYSTICK_CSR_COUNTFLAG))
            ;
        watchdog_refresh();
    }
    start_systick(us * SYSCLK_MHZ - 1);
    while (!(SYSTICK->CSR & SYSTICK_CSR_COUNTFLAG))
        ;
    watchdog_refresh();
    start_systick(SYSTICK_CVR_MAX);
}

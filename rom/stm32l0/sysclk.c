/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/sysclk.h"

static void switch_to(uint32_t sw)
{
    RCC->CFGR = sw | (RCC->CFGR & ~(uint32_t)RCC_CFGR_SW);
    while ((RCC->CFGR & RCC_CFGR_SWS) >> RCC_CFGR_SWS_POS != sw)
        ;
}

/* RM0367 sections 6 and 3.3: 32 MHz needs range 1 and one wait state. */
static void prepare_supply(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    (void)RCC->APB1ENR;
    PWR->CR = (PWR->CR & ~PWR_CR_VOS) | PWR_CR_VOS_RANGE1;
    while (PWR->CSR & PWR_CSR_VOSF)
        ;
    FLASH->ACR |= FLASH_ACR_LATENCY;
    while (!(FLASH->ACR & FLASH_ACR_LATENCY))
        ;
    FLASH->ACR |= FLASH_ACR_PRFTEN;
}

/* The MSI, at any speed, while the PLL is taken apart. */
static void stop_pll(void)
{
    RCC->CR |= RCC_CR_MSION;
    while (!(RCC->CR & RCC_CR_MSIRDY))
        ;
    switch_to(RCC_CFGR_SW_MSI);
    RCC->CR &= ~RCC_CR_PLLON;
    while (RCC->CR & RCC_CR_PLLRDY)
        ;
}

/* 16 MHz x 4 / 2, no prescalers. */
static void start_pll(void)
{
    RCC->CR = (RCC->CR & ~RCC_CR_HSI16DIVEN) | RCC_CR_HSI16ON;
    while (!(RCC->CR & RCC_CR_HSI16RDYF))
        ;
    RCC->CFGR = RCC_CFGR_PLLDIV2 | RCC_CFGR_PLLMUL4;
    RCC->CR |= RCC_CR_PLLON;
    while (!(RCC->CR & RCC_CR_PLLRDY))
        ;
    switch_to(RCC_CFGR_SW_PLL);
}

static void start_systick(void)
{
    SYSTICK->CSR = 0;
    SYSTICK->RVR = SYSTICK_CVR_MAX;
    SYSTICK->CVR = 0;
    SYSTICK->CSR = SYSTICK_CSR_CLKSOURCE | SYSTICK_CSR_ENABLE;
}

void sysclk_start(void)
{
    stop_pll();
    prepare_supply();
    start_pll();
    start_systick();
}

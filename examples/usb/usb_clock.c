/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_clock.h"

#include "firmware/stm32l0/stm32l073_usb.h"

/* RM0367 10.2.6: HSI48 needs VREFINT as its reference, and a buffer for it. */
static void hsi48_start(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR; /* ES0292: read back before the first access */
    SYSCFG->CFGR3 |= SYSCFG_CFGR3_EN_VREFINT | SYSCFG_CFGR3_ENREF_HSI48;
    RCC->CRRCR |= RCC_CRRCR_HSI48ON;
    while (!(RCC->CRRCR & RCC_CRRCR_HSI48RDY))
        ;
    RCC->CCIPR |= RCC_CCIPR_HSI48SEL;
}

void usb_clock_start(void)
{
    hsi48_start();
    RCC->APB1ENR |= RCC_APB1ENR_USBEN | RCC_APB1ENR_CRSEN;
    (void)RCC->APB1ENR;
    CRS->CFGR = CRS_CFGR_RESET;
    CRS->CR |= CRS_CR_AUTOTRIMEN | CRS_CR_CEN;
}

/* SPDX-License-Identifier: MIT
 *
 * The common part of the programs of the question: HSI16 at 16 MHz, B1, and the
 * word in RAM that requests the bootloader after the reset.
 */
#ifndef EXAMPLES_ORIGINAL_ORIGINAL_H
#define EXAMPLES_ORIGINAL_ORIGINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "firmware/stm32l0/stm32l073.h"

#define REQUEST       (*(volatile uint32_t *)0x20003FF0)
#define REQUEST_MAGIC 0xDEADBEEF

enum { B1 = 13 };

/* True: the bootloader was requested before the reset. Clears the request. */
static inline bool request_take(void)
{
    if (REQUEST != REQUEST_MAGIC)
        return false;
    REQUEST = 0;
    return true;
}

/* HSI16 at 16 MHz. After Go it waits for ever: it sets a bit of RCC_CFGR.SW,
 * where the ROM has left the PLL selected (docs/mistakes/K1.md). */
static inline void clock_start(void)
{
    PWR->CR = (PWR->CR & ~PWR_CR_VOS) | PWR_CR_VOS_RANGE1;
    while (PWR->CSR & PWR_CSR_VOSF)
        ;
    RCC->CR |= RCC_CR_HSI16ON;
    while (!(RCC->CR & RCC_CR_HSI16RDYF))
        ;
    RCC->CFGR |= RCC_CFGR_SW_HSI16;
    while ((RCC->CFGR & RCC_CFGR_SWS) != RCC_CFGR_SWS_HSI16)
        ;
}

/* The application: waits for B1, then stores the request and resets. */
static inline void __attribute__((noreturn)) application(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    clock_start();
    RCC->IOPENR |= RCC_IOPENR_IOPCEN;
    (void)RCC->IOPENR; /* ES0292: read back before the first access */
    gpio_mode(GPIOC, B1, GPIO_INPUT);
    while (!(GPIOC->IDR & 1 << B1)) /* B1 is still held */
        ;
    while (GPIOC->IDR & 1 << B1)
        ;
    REQUEST = REQUEST_MAGIC;
    system_reset();
}

/* System memory at 0. */
static inline void remap(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->CFGR1 =
        (SYSCFG->CFGR1 & ~SYSCFG_CFGR1_MEM_MODE) | SYSCFG_CFGR1_MEM_MODE_SYSTEM;
}

/* Loads MSP and branches, with nothing in between. */
static inline void __attribute__((noreturn)) start(uint32_t sp, uint32_t entry)
{
    __asm volatile("msr msp, %0\n\tbx %1" ::"r"(sp), "r"(entry) : "memory");
    __builtin_unreachable();
}

static inline void flash_program(volatile uint32_t *address, uint32_t word)
{
    flash_unlock();
    *address = word;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->PECR |= FLASH_PECR_PELOCK;
}

static inline void flash_erase_page(volatile uint32_t *address)
{
    flash_unlock();
    FLASH->PECR |= FLASH_PECR_ERASE | FLASH_PECR_PROG;
    *address = 0;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->PECR |= FLASH_PECR_PELOCK;
}

#endif

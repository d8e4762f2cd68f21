/* SPDX-License-Identifier: MIT
 *
 * What the programs of this folder have in common: each is built for the
 * Nucleo-F401RE and the Nucleo-L476RG, as far as table.txt has a row f4/NAME
 * and l4/NAME. Both have their ROM at 0x1FFF0000, and a button on PC13.
 */
#ifndef EXAMPLES_MISTAKES_M4_BOARD_H
#define EXAMPLES_MISTAKES_M4_BOARD_H

#include <stdbool.h>

#ifdef STM32L4
#include "firmware/stm32l4/stm32l4.h"
#define GPIO_CLOCKS RCC->AHB2ENR
#else
#include "firmware/stm32f4/stm32f4.h"
#define GPIO_CLOCKS RCC->AHB1ENR
#endif

#define R32(a) (*(volatile uint32_t *)(a))
#define ROM    0x1FFF0000u
#define MAGIC  0xDEADBEEFu

/* The same on both. */
#define RTC_BKP(n) R32(0x40002850 + 4 * (n))

/* Loads MSP and branches, with nothing in between. It is a macro, so that the
 * branch belongs to the line that uses it. */
#define JUMP(sp, pc)                                                           \
    __asm volatile("msr msp, %0\n\tbx %1" ::"r"(sp), "r"(pc) : "memory")

/* __HAL_RCC_SYSCFG_CLK_ENABLE(), __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH() */
static inline void map_rom(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->MEMRMP = (SYSCFG->MEMRMP & ~(uint32_t)SYSCFG_MEMRMP_MEM_MODE) |
                     SYSCFG_MEMRMP_MEM_MODE_SYSTEM;
}

/* HAL_PWR_EnableBkUpAccess() */
static inline void backup_open(void)
{
#ifdef STM32L4
    RCC->APB1ENR1 |= RCC_APB1ENR1_PWREN;
    (void)RCC->APB1ENR1;
    PWR->CR1 |= PWR_CR1_DBP;
#else
    RCC->APB1ENR |= RCC_APB1ENR_PWREN;
    (void)RCC->APB1ENR;
    PWR->CR |= PWR_CR_DBP;
#endif
}

/* Ticks every 4,000 cycles, with its interrupt. */
static inline void tick_start(void)
{
    SYSTICK->RVR = 4000 - 1;
    SYSTICK->CVR = 0;
    SYSTICK->CSR =
        SYSTICK_CSR_CLKSOURCE | SYSTICK_CSR_TICKINT | SYSTICK_CSR_ENABLE;
}

static inline bool button(void)
{
    return !(GPIOC->IDR & 1 << 13);
}

static inline void button_start(void)
{
    GPIO_CLOCKS |= 1 << 2; /* GPIOCEN, in the register of each family */
    (void)GPIO_CLOCKS;
    gpio_mode(GPIOC, 13, GPIO_INPUT);
}

/* Waits for a press that was not there at start-up. */
static inline void wait_press(void)
{
    button_start();
    while (button())
        ;
    while (!button())
        ;
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * The usual answer for the STM32L4: when B1 is pressed the clocks go back to
 * what they are after a reset, system memory is mapped to 0, SP and PC are
 * loaded from the ROM's first two words. On the L432 that enters; on the L476
 * and L496 the ROM finds this application, and starts it again.
 */
#include <stdbool.h>

#include "firmware/stm32l4/stm32l4.h"

enum { B1 = 13 };

/* As HAL_RCC_DeInit() and SysTick->CTRL = 0. */
static void put_clocks_back(void)
{
    RCC->CR |= RCC_CR_MSION;
    while (!(RCC->CR & RCC_CR_MSIRDY))
        ;
    RCC->CFGR = 0;
    while (RCC->CFGR & RCC_CFGR_SWS)
        ;
    RCC->CR = RCC_CR_RESET;
    RCC->PLLCFGR = RCC_PLLCFGR_RESET;
    SYSTICK->CSR = 0;
}

/* __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH(). */
static void map_rom(void)
{
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->MEMRMP = (SYSCFG->MEMRMP & ~SYSCFG_MEMRMP_MEM_MODE) |
                     SYSCFG_MEMRMP_MEM_MODE_SYSTEM;
}

static void __attribute__((noreturn)) start_rom(void)
{
    __asm volatile("ldr r0, =0x1FFF0000\n\t"
                   "ldr r1, [r0, #0]\n\t"
                   "ldr r0, [r0, #4]\n\t"
                   "msr msp, r1\n\t"
                   "bx r0\n\t"
                   ".ltorg" ::
                       : "r0", "r1", "memory");
    __builtin_unreachable();
}

int main(void)
{
    RCC->AHB2ENR |= RCC_AHB2ENR_GPIOCEN;
    (void)RCC->AHB2ENR;
    gpio_mode(GPIOC, B1, GPIO_INPUT);
    while (!(GPIOC->IDR & 1 << B1)) /* B1 is still held */
        ;
    while (GPIOC->IDR & 1 << B1)
        ;
    put_clocks_back();
    map_rom();
    start_rom();
}

/* SPDX-License-Identifier: MIT */
#include "rom/stm32f4/leave.h"

#include <stdbool.h>

#include "firmware/stm32f4/stm32f4.h"
#include "rom/protocol/core7.h"
#include "rom/stm32f4/address.h"
#include "rom/stm32f4/start.h"

enum { ALL = 0xFFFFFFFF };

/* Returns to the HSI without wait states and switches all other clocks off. */
static void restore_clocks(void)
{
    RCC->CR |= RCC_CR_HSION;
    while (!(RCC->CR & RCC_CR_HSIRDY))
        ;
    RCC->CFGR = RCC_CFGR_SW_HSI;
    while (RCC->CFGR & RCC_CFGR_SWS)
        ;
    RCC->CR = RCC_CR_HSION | RCC_CR_HSITRIM_RESET;
    while (RCC->CR & RCC_CR_PLLRDY)
        ;
    RCC->PLLCFGR = RCC_PLLCFGR_RESET;
    RCC->CIR = 0;
    FLASH->ACR = 0;
}

/* Resets the peripherals. EXTI has no reset bit. */
static void restore_peripherals(void)
{
    EXTI->IMR = 0;
    EXTI->EMR = 0;
    EXTI->RTSR = 0;
    EXTI->FTSR = 0;
    EXTI->PR = ALL;
    RCC->AHB1RSTR = RCC_AHB1RSTR_ALL;
    RCC->AHB1RSTR = 0;
    RCC->APB2RSTR = ALL;
    RCC->APB2RSTR = 0;
    RCC->APB1RSTR = ALL;
    RCC->APB1RSTR = 0;
    RCC->AHB1ENR = ROM_IS_F405(ROM_ID) ? RCC_AHB1ENR_CCMDATARAMEN : 0;
    RCC->APB2ENR = 0;
    RCC->APB1ENR = 0;
}

static void enable_interrupts(void)
{
    __asm volatile("cpsie i" ::: "memory");
}

static void restore(void)
{
    restore_core();
    restore_clocks();
    restore_peripherals();
    for (unsigned i = 0; i < NVIC_WORDS; i++)
        NVIC_ICPR(i) = ALL; /* when nothing requests any more */
    enable_interrupts();
}

/* `vtor` sets VTOR when the ROM starts; where that made no difference until
 * now, it was not done yet. */
static void finish_remap(void)
{
    if (CHOICE(REMAP) == CHOICE_REMAP_VTOR)
        SCB->VTOR = ROM_BASE;
}

static bool is_stack_pointer(uint32_t word)
{
    return word > 0x20000000 && word <= address_ram_end();
}

void leave(uint32_t address)
{
    const volatile uint32_t *head = (const volatile uint32_t *)address;
    uint32_t go = CHOICE(GO);
    if (go == CHOICE_GO_CHECKS_SP && !is_stack_pointer(head[0]))
        reset_chip();
    if (go == CHOICE_GO_RESTORED)
        restore();
    else
        finish_remap();
    if (go == CHOICE_GO_CLOCKS) {
        restore_clocks();
        enable_interrupts();
    }
    if (ROM_GO_CLEARS_AHB1ENR)
        RCC->AHB1ENR = 0;
    leave_to(head[0], head[1]);
}

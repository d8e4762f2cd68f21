/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/leave.h"

#include "firmware/stm32l4/stm32l4.h"
#include "rom/protocol/core7.h"
#include "rom/stm32l4/head.h"
#include "rom/stm32l4/start.h"

enum { ALL = 0xFFFFFFFF };

/* Returns to the MSI at 4 MHz without wait states and switches all other clocks
 * off. */
static void restore_clocks(void)
{
    RCC->CR |= RCC_CR_MSION;
    while (!(RCC->CR & RCC_CR_MSIRDY))
        ;
    RCC->CFGR = 0;
    while (RCC->CFGR & RCC_CFGR_SWS)
        ;
    RCC->CR = RCC_CR_RESET;
    while (RCC->CR & RCC_CR_PLLRDY)
        ;
    RCC->PLLCFGR = RCC_PLLCFGR_RESET;
    RCC->CIER = 0;
    RCC->CICR = ALL;
    RCC->CCIPR = 0;
    FLASH->ACR = FLASH_ACR_RESET;
}

/* Resets the peripherals. EXTI has no reset bit; the flash interface is left
 * out, since this code is fetched through it. RTCAPBEN is 1 after a reset,
 * where there is such a bit: not on the L47x. */
static void restore_peripherals(uint32_t apb2_kept)
{
    EXTI->IMR1 = EXTI_IMR1_RESET;
    EXTI->EMR1 = 0;
    EXTI->RTSR1 = 0;
    EXTI->FTSR1 = 0;
    EXTI->PR1 = ALL;
    EXTI->IMR2 = EXTI_IMR2_RESET;
    EXTI->EMR2 = 0;
    EXTI->RTSR2 = 0;
    EXTI->FTSR2 = 0;
    EXTI->PR2 = ALL;
    RCC->AHB1RSTR = ~RCC_AHB1RSTR_FLASHRST;
    RCC->AHB1RSTR = 0;
    RCC->AHB2RSTR = ALL;
    RCC->AHB2RSTR = 0;
    RCC->APB1RSTR1 = ALL;
    RCC->APB1RSTR1 = 0;
    RCC->APB1RSTR2 = ALL;
    RCC->APB1RSTR2 = 0;
    RCC->APB2RSTR = ~apb2_kept;
    RCC->APB2RSTR = 0;
    RCC->AHB1ENR = RCC_AHB1ENR_RESET;
    RCC->AHB2ENR = 0;
    RCC->APB1ENR1 =
        ROM_WAITS_FOR_LSE || ROM_GO_DEINITIALISES ? 0 : RCC_APB1ENR1_RTCAPBEN;
    RCC->APB1ENR2 = 0;
    RCC->APB2ENR = 0;
}

static void enable_interrupts(void)
{
    __asm volatile("cpsie i" ::: "memory");
}

static void restore(uint32_t apb2_kept)
{
    restore_core();
    restore_clocks();
    restore_peripherals(apb2_kept);
    for (unsigned i = 0; i < NVIC_WORDS; i++)
        NVIC_ICPR(i) = ALL; /* when nothing requests any more */
    enable_interrupts();
}

void leave_restored(void)
{
    restore(RCC_APB2ENR_SYSCFGEN);
}

/* `vtor` sets VTOR when the ROM starts; where that made no difference until
 * now, it was not done yet. */
static void finish_remap(void)
{
    if (CHOICE(REMAP) == CHOICE_REMAP_VTOR)
        SCB->VTOR = ROM_BASE;
}

/* AN2606: the old V9.1 of the L43x de-initialises, the others do not say. */
void leave(uint32_t address)
{
    const volatile uint32_t *head = (const volatile uint32_t *)address;
    uint32_t go = ROM_GO_DEINITIALISES ? CHOICE_GO_RESTORED : CHOICE(GO);
    if (go == CHOICE_GO_CHECKS_SP && !head_valid(head[0]))
        reset_chip();
    if (go == CHOICE_GO_RESTORED)
        restore(0);
    else
        finish_remap();
    if (go == CHOICE_GO_CLOCKS) {
        restore_clocks();
        enable_interrupts();
    }
    leave_to(head[0], head[1]);
}

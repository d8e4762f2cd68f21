/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/leave.h"

#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/bank_check.h"
#include "rom/stm32l0/start.h"

enum { ALL = 0xFFFFFFFF };

/* Disables all interrupts, clears the pending ones, and resets SysTick, VTOR
 * and the sleep modes. */
static void restore_core(void)
{
    NVIC_ICER = ALL;
    SYSTICK->CSR = 0;
    SYSTICK->RVR = 0;
    SYSTICK->CVR = 0;
    SCB->ICSR = SCB_ICSR_PENDSTCLR | SCB_ICSR_PENDSVCLR;
    SCB->VTOR = 0;
    SCB->SCR = 0;
    SCB->SHPR2 = 0;
    SCB->SHPR3 = 0;
    for (unsigned i = 0; i < 8; i++)
        NVIC_IPR(i) = 0;
}

/* Returns to the MSI at 2.1 MHz without wait states and switches all other
 * clocks off. */
static void restore_clocks(void)
{
    RCC->CR |= RCC_CR_MSION;
    while (!(RCC->CR & RCC_CR_MSIRDY))
        ;
    RCC->CFGR &= ~RCC_CFGR_SW;
    while (RCC->CFGR & RCC_CFGR_SWS)
        ;
    RCC->CR = RCC_CR_MSION;
    RCC->CFGR = 0;
    RCC->ICSCR = RCC_ICSCR_RESET;
    RCC->CRRCR = 0;
    RCC->CIER = 0;
    RCC->CICR = ALL;
    RCC->CCIPR = 0;
    FLASH->ACR = 0;
}

/* Resets the peripherals. EXTI has no reset bit. The flash interface is left
 * out, since this code is fetched through it, and DBGMCU, which a reset does
 * not change either. */
static void restore_peripherals(void)
{
    EXTI->IMR = EXTI_IMR_RESET;
    EXTI->EMR = 0;
    EXTI->RTSR = 0;
    EXTI->FTSR = 0;
    EXTI->PR = ALL;
    RCC->IOPRSTR = ALL;
    RCC->IOPRSTR = 0;
    RCC->AHBRSTR = ~RCC_AHBRSTR_MIFRST;
    RCC->AHBRSTR = 0;
    RCC->APB2RSTR = ~RCC_APB2RSTR_DBGRST;
    RCC->APB2RSTR = 0;
    RCC->APB1RSTR = ALL;
    RCC->APB1RSTR = 0;
    RCC->IOPENR = 0;
    RCC->AHBENR = RCC_AHBENR_MIFEN;
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
    NVIC_ICPR = ALL; /* when nothing requests any more */
    enable_interrupts();
}

/* `vtor` sets VTOR when the ROM starts; where that made no difference until
 * now, it was not done yet. */
static void finish_remap(void)
{
    if (CHOICE(REMAP) == CHOICE_REMAP_VTOR)
        SCB->VTOR = ROM_BASE;
}

void leave(uint32_t address)
{
    const volatile uint32_t *head = (const volatile uint32_t *)address;
    uint32_t go = CHOICE(GO);
    if (go == CHOICE_GO_CHECKS_SP && !bank_head(head[0]))
        reset_chip();
    if (go == CHOICE_GO_RESTORED)
        restore();
    else
        finish_remap();
    if (go == CHOICE_GO_CLOCKS) {
        restore_clocks();
        enable_interrupts();
    }
    leave_to(head[0], head[1]); /* of the bank that is mapped now */
}

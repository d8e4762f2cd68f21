/* SPDX-License-Identifier: MIT
 *
 * An application behind a loader (loader.c), which asks for the ROM when B1 is
 * pressed; APPLICATION_JUMPS makes the plain jump. Its RAM begins where that of
 * the loader does: whatever the loader noted there is overwritten.
 */
#include "boot0.h"
#include "firmware/stm32l0/stm32l073.h"

enum { B1 = 13, WORDS = 64 };

int main(void);

#ifdef APPLICATION_JUMPS
static void enter(void)
{
    const volatile uint32_t *rom = (const volatile uint32_t *)0x1FF00000;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->CFGR1 |= SYSCFG_CFGR1_MEM_MODE_SYSTEM;
    __asm volatile("msr msp, %0\n\tbx %1" : : "r"(rom[0]), "r"(rom[1]));
}
#else
#define enter boot0_request
#endif

volatile uint32_t work[WORDS];

int main(void)
{
    for (unsigned i = 0; i < WORDS; i++)
        work[i] = i;
    RCC->IOPENR |= RCC_IOPENR_IOPCEN;
    (void)RCC->IOPENR; /* ES0292: read back before the first access */
    gpio_mode(GPIOC, B1, GPIO_INPUT);
    while (GPIOC->IDR & 1u << B1)
        ;
    enter();
    return 0;
}

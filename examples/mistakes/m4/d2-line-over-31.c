/* SPDX-License-Identifier: MIT
 *
 * The clean-up of a part with 32 interrupts: ICER and ICPR are written once.
 * This part has 82, and that of the button is number 40.
 */
#include "examples/mistakes/m4/board.h"

#ifdef STM32L4
#define EXTI_RTSR EXTI->RTSR1
#define EXTI_IMR  EXTI->IMR1
#define EXTI_PR   EXTI->PR1
#else
#define EXTI_RTSR EXTI->RTSR
#define EXTI_IMR  EXTI->IMR
#define EXTI_PR   EXTI->PR
#endif

enum { EXTI15_10 = 40 };

static volatile bool released;

void EXTI15_10_IRQHandler(void);

void EXTI15_10_IRQHandler(void)
{
    EXTI_PR = 1 << 13;
    released = true;
}

/* The line comes once more while the ROM runs: nothing takes it back. */
int main(void)
{
    button_start();
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->EXTICR[3] = 2 << 4; /* PC13 */
    EXTI_RTSR |= 1 << 13;
    EXTI_IMR |= 1 << 13;
    nvic_enable(EXTI15_10);
    while (!button())
        ;
    NVIC_ICER(0) = 0xFFFFFFFF;
    NVIC_ICPR(0) = 0xFFFFFFFF;
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

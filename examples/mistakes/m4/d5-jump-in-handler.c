/* SPDX-License-Identifier: MIT
 *
 * The jump is made inside the handler of the button's interrupt, in Handler
 * mode: the exception stays active, interrupts of the same or a lower priority
 * are masked for ever.
 */
#include "examples/mistakes/m4/board.h"

#ifdef STM32L4
#define EXTI_FTSR EXTI->FTSR1
#define EXTI_IMR  EXTI->IMR1
#define EXTI_PR   EXTI->PR1
#else
#define EXTI_FTSR EXTI->FTSR
#define EXTI_IMR  EXTI->IMR
#define EXTI_PR   EXTI->PR
#endif

enum { EXTI15_10 = 40 };

void EXTI15_10_IRQHandler(void);

void EXTI15_10_IRQHandler(void)
{
    EXTI_PR = 1 << 13;
    EXTI_IMR &= ~(1u << 13);
    NVIC_ICER(1) = 1 << (EXTI15_10 - 32);
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    button_start();
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR;
    SYSCFG->EXTICR[3] = 2 << 4; /* PC13 */
    EXTI_FTSR |= 1 << 13;
    EXTI_IMR |= 1 << 13;
    nvic_enable(EXTI15_10);
    for (;;)
        wait_for_interrupt();
}

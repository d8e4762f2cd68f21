/* SPDX-License-Identifier: MIT
 *
 * For what is soldered to the part. LD2 (PA5) lights when a crystal runs on
 * OSC_IN. B1 (PC13) asks for the ROM as a board does that charges BOOT0 through
 * a pin: PB5 high for about 5 ms, then a reset.
 */
#include "firmware/stm32l0/stm32l073.h"

enum { LD2 = 5, CHARGE = 5, B1 = 13 };

/* About 5 ms of MSI's 2.1 MHz. */
static void wait(void)
{
    for (volatile unsigned i = 0; i < 1000; i++)
        ;
}

int main(void)
{
    RCC->IOPENR |= 1u << 0 | 1u << 1 | 1u << 2; /* GPIOA, B, C */
    (void)RCC->IOPENR;
    gpio_mode(GPIOA, LD2, GPIO_OUTPUT);
    gpio_mode(GPIOC, B1, GPIO_INPUT);
    RCC->CR |= RCC_CR_HSEON;
    while (GPIOC->IDR & 1u << B1)
        if (RCC->CR & RCC_CR_HSERDY)
            GPIOA->BSRR = 1u << LD2;
    gpio_mode(GPIOB, CHARGE, GPIO_OUTPUT);
    GPIOB->BSRR = 1u << CHARGE;
    wait();
    system_reset();
}

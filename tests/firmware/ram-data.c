/* SPDX-License-Identifier: MIT
 *
 * Firmware as it is linked for a debugger: the load address of its initialised
 * data is in RAM, and nothing copies it there. LD2 (PA5) says that it is there.
 */
#include "firmware/stm32l0/stm32l073.h"
#include "firmware/vectors.h"

enum { LD2 = 5, VALUE = 0x5EED };

extern uint32_t _estack[];
static volatile uint32_t value = VALUE;

VECTOR_TABLE(_estack, Reset_Handler);

void Reset_Handler(void)
{
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    gpio_mode(GPIOA, LD2, GPIO_OUTPUT);
    if (value == VALUE)
        GPIOA->BSRR = 1 << LD2;
    for (;;)
        ;
}

void Default_Handler(void)
{
    for (;;)
        ;
}

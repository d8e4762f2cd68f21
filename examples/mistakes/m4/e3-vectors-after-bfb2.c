/* SPDX-License-Identifier: MIT
 *
 * The application takes it for granted that flash is at 0. On a part with
 * BFB2=1 the ROM starts it and its own vectors stay there: the first tick
 * goes to the ROM.
 */
#include "examples/mistakes/m4/board.h"

static volatile uint32_t uwTick;

void SysTick_Handler(void);

void SysTick_Handler(void)
{
    uwTick++;
}

int main(void)
{
    tick_start();
    for (;;)
        wait_for_interrupt();
}

/* SPDX-License-Identifier: MIT
 *
 * The jump is made from main, with nothing put back: SysTick goes on ticking in
 * the ROM.
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
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * Start-up locks the configuration of every pin of port A, as some safety
 * guides ask for: PA2, PA3, PA9 and PA10 stay what they are, and the ROM cannot
 * connect its USARTs to them.
 */
#include "examples/mistakes/m4/board.h"

static void lock_port_a(void)
{
    GPIO_CLOCKS |= 1 << 0;
    (void)GPIO_CLOCKS;
    GPIOA->LCKR = 0x1FFFF;
    GPIOA->LCKR = 0x0FFFF;
    GPIOA->LCKR = 0x1FFFF;
    (void)GPIOA->LCKR;
}

int main(void)
{
    lock_port_a();
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

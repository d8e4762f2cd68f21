/* SPDX-License-Identifier: MIT
 *
 * The window watchdog runs at the jump. It cannot be stopped and no ROM serves
 * it: it bites before a host has connected.
 */
#include "examples/mistakes/m4/board.h"

#define WWDG_CR  R32(0x40002C00)
#define WWDG_CFR R32(0x40002C04)

int main(void)
{
#ifdef STM32L4
    RCC->APB1ENR1 |= 1 << 11;
    (void)RCC->APB1ENR1;
#else
    RCC->APB1ENR |= 1 << 11;
    (void)RCC->APB1ENR;
#endif
    WWDG_CFR = 0x7F | 3 << 7;
    WWDG_CR = 0xFF;
    button_start();
    while (!button())
        WWDG_CR = 0xFF;
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

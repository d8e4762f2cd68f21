/* SPDX-License-Identifier: MIT
 *
 * The independent watchdog runs at the jump: the ROM serves it with the slowest
 * prescaler, which stays after Go.
 */
#include "examples/mistakes/m4/board.h"

static void watchdog_start(void)
{
    IWDG->KR = IWDG_KR_START;
    IWDG->KR = IWDG_KR_UNLOCK;
    IWDG->PR = 3; /* / 32: 4 s */
    IWDG->RLR = 0xFFF;
    while (IWDG->SR)
        ;
    IWDG->KR = IWDG_KR_RELOAD;
}

int main(void)
{
    watchdog_start();
    button_start();
    while (button())
        IWDG->KR = IWDG_KR_RELOAD;
    while (!button())
        IWDG->KR = IWDG_KR_RELOAD;
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

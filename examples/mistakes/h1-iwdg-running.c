/* SPDX-License-Identifier: MIT
 *
 * The independent watchdog runs at the jump: the ROM serves it with the slowest
 * prescaler, which stays after Go.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    IWDG_Init_1s();
    Button_Init();
    while (Button())
        IWDG_KR = 0xAAAA;
    while (!Button())
        IWDG_KR = 0xAAAA;
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

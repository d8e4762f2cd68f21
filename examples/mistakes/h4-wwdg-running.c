/* SPDX-License-Identifier: MIT
 *
 * The window watchdog runs at the jump. It cannot be stopped and no ROM serves
 * it: at 32 MHz it bites within 65 ms.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    RCC_APB1ENR |= 1u << 11;
    (void)RCC_APB1ENR;
    WWDG_CFR = 0x7F | 3u << 7;
    WWDG_CR = 0xFF;
    Button_Init();
    while (!Button())
        WWDG_CR = 0xFF;
    while (Button())
        WWDG_CR = 0xFF;
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

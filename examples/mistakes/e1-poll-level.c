/* SPDX-License-Identifier: MIT
 *
 * The button's level is polled: the request is made again after each bounce, as
 * long as the button is held.
 */
#include "examples/mistakes/hal.h"

#define FLAG R32(0x20003FF0)

int main(void)
{
    if (FLAG == 0xDEADBEEF) {
        FLAG = 0xCAFEFEED;
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    SystemClock_HSI16();
    LED_Init();
    Button_Init();
    for (;;)
        if (Button()) {
            FLAG = 0xDEADBEEF;
            NVIC_SystemReset();
        }
}

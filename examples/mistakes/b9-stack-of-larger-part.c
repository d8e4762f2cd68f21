/* SPDX-License-Identifier: MIT
 *
 * The stack pointer is a constant of a part with 32 KB of RAM: the first push
 * in the ROM faults.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(0x20008000, R32(ROM + 4));
    for (;;)
        ;
}

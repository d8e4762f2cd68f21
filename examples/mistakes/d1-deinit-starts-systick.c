/* SPDX-License-Identifier: MIT
 *
 * RCC de-init, de-init of every block, remap, jump, as MicroPython does on
 * other parts: HAL_RCC_DeInit has started SysTick again, with its interrupt.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_PLL32();
    HAL_InitTick(32000000);
    LED_Init();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    wait_press();
    HAL_RCC_DeInit();
    HAL_DeInit();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

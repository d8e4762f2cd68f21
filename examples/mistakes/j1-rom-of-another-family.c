/* SPDX-License-Identifier: MIT
 *
 * The ROM address of an STM32F0. On an STM32L073 there is nothing.
 */
#include "examples/mistakes/hal.h"

#define SYSTEM_MEMORY 0x1FFFC800

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(SYSTEM_MEMORY), R32(SYSTEM_MEMORY + 4));
    for (;;)
        ;
}

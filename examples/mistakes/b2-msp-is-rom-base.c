/* SPDX-License-Identifier: MIT
 *
 * MSP is loaded with the address of the ROM instead of the word that is stored
 * there: the first push faults.
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
    JUMP(ROM, R32(ROM + 4));
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * Interrupts are off (PRIMASK=1) before the clean-up and stay off at the jump.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    __disable_irq();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

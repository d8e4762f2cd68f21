/* SPDX-License-Identifier: MIT
 *
 * Bit 0 of the reset vector is masked off before the branch: the core would
 * leave Thumb state, and faults.
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
    JUMP(R32(ROM), R32(ROM + 4) & ~1u);
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * MEM_MODE is set by a plain store of 1. In bank 2, that is with UFB=1, the
 * store clears UFB too, and the other bank appears under the running code.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    SYSCFG_CFGR1 = 1;
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

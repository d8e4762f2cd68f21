/* SPDX-License-Identifier: MIT
 *
 * The entry past the bank check is read as if it were the address of a vector:
 * an unaligned load.
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
    uint32_t past_check = 0x1FF00369;
    __asm volatile("" : "+r"(past_check));
    JUMP(R32(ROM), R32(past_check));
    for (;;)
        ;
}

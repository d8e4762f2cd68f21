/* SPDX-License-Identifier: MIT
 *
 * 0x1FF01FFE, where AN2606 says that the version byte is, taken for the start
 * of the ROM.
 */
#include "examples/mistakes/hal.h"

#define SYSTEM_MEMORY 0x1FF01FFE

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    uint32_t base = SYSTEM_MEMORY;
    __asm volatile("" : "+r"(base));
    JUMP(R32(base), R32(base + 4));
    for (;;)
        ;
}

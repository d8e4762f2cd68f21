/* SPDX-License-Identifier: MIT
 *
 * MEM_MODE is written while the clock of SYSCFG is off, then the stack pointer
 * and the entry are taken from address 0, where the application's own vectors
 * still are: it starts itself again.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    HAL_DeInit();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    uint32_t base = 0;
    __asm volatile("" : "+r"(base));
    JUMP(R32(base), R32(base + 4));
    for (;;)
        ;
}

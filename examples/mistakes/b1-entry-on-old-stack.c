/* SPDX-License-Identifier: MIT
 *
 * MSP is set by one statement, the ROM is called by the next: the address of
 * the entry is a variable on the stack, and is read from where MSP points now.
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
    void (*volatile entry)(void) = (void (*)(void))R32(ROM + 4);
    __set_MSP(R32(ROM));
    entry();
    for (;;)
        ;
}

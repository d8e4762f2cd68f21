/* SPDX-License-Identifier: MIT
 *
 * Word 0 of the own vector table is programmed over with 0xFFFFFFFF without an
 * erase, then the jump.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    FLASH_Unlock();
    NVM_Program(0x08000000, 0xFFFFFFFF);
    FLASH_PECR |= 1;
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

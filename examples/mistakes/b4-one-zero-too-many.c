/* SPDX-License-Identifier: MIT
 *
 * 0x1FF000004 has nine digits; what is left of it in a pointer is 0xFF000004.
 */
#include "examples/mistakes/hal.h"

#define BOOTLOADER_RESET 0x1FF000004

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32((uint32_t)BOOTLOADER_RESET));
    for (;;)
        ;
}

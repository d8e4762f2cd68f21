/* SPDX-License-Identifier: MIT
 *
 * The request is never cleared: whatever starts the application again, Go of
 * the ROM or a reset, leads back into the ROM.
 */
#include "examples/mistakes/hal.h"

#define boot_flag R32(0x20003FF0) /* the ROM leaves it alone */

void SystemInit(void)
{
    if (boot_flag == 0xDEADBEEF) {
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
}

/* SPDX-License-Identifier: MIT
 *
 * An ordinary entry, on a part with readout protection level 1 and BOOT0 low:
 * all that the ROM can do is to erase everything.
 */
#include "examples/mistakes/hal.h"

__attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void)
{
    if (boot_flag == 0xDEADBEEF) {
        boot_flag = 0;
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

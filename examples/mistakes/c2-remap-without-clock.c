/* SPDX-License-Identifier: MIT
 *
 * MEM_MODE is written while the clock of SYSCFG is off: the write is ignored,
 * as if there were no remap.
 */
#include "examples/mistakes/hal.h"

__attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void)
{
    if (boot_flag == 0xDEADBEEF) {
        boot_flag = 0;
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

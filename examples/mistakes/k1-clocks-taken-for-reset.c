/* SPDX-License-Identifier: MIT
 *
 * main takes the registers for as they are after a reset: it waits for MSI as
 * system clock. After Go the ROM's PLL is still on, and main never gets past
 * that line.
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
    while (RCC_CFGR & 0xC)
        ; /* SWS: MSI */
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
}

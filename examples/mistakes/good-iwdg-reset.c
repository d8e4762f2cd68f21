/* SPDX-License-Identifier: MIT
 *
 * The watchdog runs in the application; the request is made by a reset, which
 * stops it before the ROM is entered.
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
    IWDG_Init_1s();
    Button_Init();
    while (Button())
        IWDG_KR = 0xAAAA;
    while (!Button())
        IWDG_KR = 0xAAAA;
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
}

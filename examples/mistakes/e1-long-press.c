/* SPDX-License-Identifier: MIT
 *
 * The usual rule of a product, hold the button for 1 s; the rest is right on
 * V4.0.
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
    SCB_VTOR = 0x08000000;
    SystemClock_HSI16();
    HAL_InitTick(16000000);
    LED_Init();
    Button_Init();
    for (;;) {
        uint32_t start = uwTick;
        while (Button())
            if (uwTick - start > 1000) {
                boot_flag = 0xDEADBEEF;
                NVIC_SystemReset();
            }
        __WFI();
    }
}

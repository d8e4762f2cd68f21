/* SPDX-License-Identifier: MIT
 *
 * The usual repair of a jump from a handler: a flag in .noinit, a reset in the
 * handler, the jump in SystemInit. System memory is not mapped to 0.
 */
#include "examples/mistakes/hal.h"

__attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void)
{
    if (boot_flag == 0xDEADBEEF) {
        boot_flag = 0;
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

void EXTI4_15_IRQHandler(void)
{
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
}

int main(void)
{
    SystemClock_HSI16();
    HAL_InitTick(16000000);
    LED_Init();
    Button_EXTI_Init();
    for (;;)
        __WFI();
}

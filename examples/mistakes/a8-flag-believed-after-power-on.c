/* SPDX-License-Identifier: MIT
 *
 * Any value but 0 is taken for a request: after power-on the word is random,
 * and the ROM is entered unasked.
 */
#include "examples/mistakes/hal.h"

#define boot_flag R32(0x20003FF0) /* the ROM leaves it alone */

void SystemInit(void)
{
    if (boot_flag) {
        boot_flag = 0;
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

void EXTI4_15_IRQHandler(void)
{
    boot_flag = 1;
    NVIC_SystemReset();
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    Button_EXTI_Init();
    for (;;)
        __WFI();
}

/* SPDX-License-Identifier: MIT
 *
 * A command on USART2 at 9600 baud, reset, jump in SystemInit: right on V4.0.
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
    uint32_t got = 0;
    SystemClock_HSI16();
    LED_Init();
    USART2_Init(16000000 / 9600, 0x0D);
    while (got != 0x424F4F54) {
        if (USART2_ISR & 8)
            USART2_ICR = 8; /* ORE */
        if (USART2_ISR & 0x20)
            got = got << 8 | (USART2_RDR & 0xFF);
    }
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
}

/* SPDX-License-Identifier: MIT
 *
 * The first page is erased, so that the bank check finds no bank, then the
 * jump: it works, but a power cut before the new firmware is there leaves a
 * part without vectors.
 */
#include "examples/mistakes/hal.h"

__attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void)
{
    if (boot_flag == 0xDEADBEEF) {
        boot_flag = 0;
        FLASH_ErasePage(0x08000000);
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

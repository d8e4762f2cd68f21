/* SPDX-License-Identifier: MIT
 *
 * The brown-out level is written into the option bytes on the way to the ROM,
 * in the field: a power cut at that moment leaves option bytes that do not
 * match their complement.
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
    OB_User(((FLASH_OPTR >> 16) & ~0xFu) | 8); /* BOR_LEV */
    NVIC_SystemReset();
}

/* SPDX-License-Identifier: MIT
 *
 * The number of the updates is kept in data EEPROM; the reset comes while that
 * word is being written.
 */
#include "examples/mistakes/hal.h"

#define UPDATES 0x08080C00 /* of bank 2: code in bank 1 goes on running */
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
    FLASH_Unlock();
    R32(UPDATES) = R32(UPDATES) + 1;
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
}

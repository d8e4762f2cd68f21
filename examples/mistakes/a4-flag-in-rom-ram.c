/* SPDX-License-Identifier: MIT
 *
 * Two passes, as V4.1 and V11.2 need them, with the mark of the second pass at
 * 0x20000800: there the ROM has its variables and its stack, and the second
 * pass is never recognised.
 */
#include "examples/mistakes/hal.h"

#define REQUEST        R32(0x20004000)
#define SECOND_PASS    R32(0x20000800)
#define ROM_ID         (*(const volatile uint8_t *)0x1FF01FFE)
#define ROM_PAST_CHECK (ROM_ID == 0xB2 ? 0x1FF00467 : 0x1FF00369)

void SystemInit(void)
{
    if (SECOND_PASS == 0x50415353) {
        SECOND_PASS = 0;
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), ROM_PAST_CHECK);
    }
    if (REQUEST == 0xDEADBEEF) {
        REQUEST = 0;
        SECOND_PASS = 0x50415353;
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
    SECOND_PASS = 0;
    REQUEST = 0xDEADBEEF;
    NVIC_SystemReset();
}

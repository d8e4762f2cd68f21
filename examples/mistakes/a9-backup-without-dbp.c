/* SPDX-License-Identifier: MIT
 *
 * The request goes into an RTC backup register while PWR_CR.DBP is 0: the write
 * is ignored.
 */
#include "examples/mistakes/hal.h"

int main(void)
{
    RCC_APB1ENR |= 1u << 28;
    if (RTC_BKP0R == 0x515B) {
        RTC_BKP0R = 0;
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    RTC_BKP0R = 0x515B;
    NVIC_SystemReset();
}

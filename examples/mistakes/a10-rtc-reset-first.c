/* SPDX-License-Identifier: MIT
 *
 * The request in an RTC backup register is written as it should be, but start-
 * up resets the RTC domain before anything looks at it.
 */
#include "examples/mistakes/hal.h"

static void rtc_domain_init(void)
{
    RCC_APB1ENR |= 1u << 28; /* PWREN */
    (void)RCC_APB1ENR;
    PWR_CR |= 1u << 8;   /* DBP */
    RCC_CSR |= 1u << 19; /* RTCRST */
    RCC_CSR &= ~(1u << 19);
}

int main(void)
{
    rtc_domain_init();
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

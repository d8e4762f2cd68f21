/* SPDX-License-Identifier: MIT
 *
 * The request is an initialised variable that main tests: start-up copies its
 * initial value over the request first.
 */
#include "examples/mistakes/hal.h"

static volatile uint32_t boot_flag = 0xCAFEFEED;

int main(void)
{
    if (boot_flag == 0xDEADBEEF) {
        boot_flag = 0;
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    boot_flag = 0xDEADBEEF;
    NVIC_SystemReset();
}

/* SPDX-License-Identifier: MIT
 *
 * Start-up locks the configuration of every pin of port A, as some safety
 * guides ask for: PA2 and PA3 stay what they are, and the ROM cannot connect
 * its USART to them.
 */
#include "examples/mistakes/hal.h"

static void lock_port_a(void)
{
    GPIOA_LCKR = 0x1FFFF;
    GPIOA_LCKR = 0x0FFFF;
    GPIOA_LCKR = 0x1FFFF;
    (void)GPIOA_LCKR;
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    lock_port_a();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

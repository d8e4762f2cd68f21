/* SPDX-License-Identifier: MIT
 *
 * The key is the last word of the stack: start-up pushes over it before main
 * looks.
 */
#include "examples/mistakes/hal.h"

#define KEY R32(0x20005000 - 4) /* _estack - 4 */

__attribute__((noinline)) static void clock_init(void)
{
    SystemClock_HSI16();
    uwTick = RCC_CFGR;
}

void SystemInit(void)
{
    volatile uint32_t local = RCC_CSR;
    clock_init();
    (void)local;
}

int main(void)
{
    if (KEY == 0x57464443) {
        KEY = 0;
        __HAL_RCC_SYSCFG_CLK_ENABLE();
        __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    LED_Init();
    wait_press();
    KEY = 0x57464443;
    NVIC_SystemReset();
}

/* SPDX-License-Identifier: MIT
 *
 * __set_MSP() is a function of its own, as a compiler without inlining makes it
 * of the inline one: its epilogue puts SP back by the frame pointer, and the
 * ROM runs on the application's stack.
 */
#include "examples/mistakes/hal.h"

__attribute__((noinline)) static void set_msp(uint32_t sp)
{
    volatile uint32_t local = sp;
    __set_MSP(local);
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    void (*entry)(void) = (void (*)(void))R32(ROM + 4);
    set_msp(R32(ROM));
    entry();
    for (;;)
        ;
}

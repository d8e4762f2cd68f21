/* SPDX-License-Identifier: MIT
 *
 * The jump is made on the process stack, with nothing else wrong: MSP is set,
 * but CONTROL.SPSEL=1 and the ROM runs on the stack of the thread.
 */
#include "examples/mistakes/hal.h"

static uint32_t thread_stack[128];

static void thread(void)
{
    wait_press();
    LL_RCC_DeInit();
    __HAL_RCC_SYSCFG_CLK_ENABLE();
    __HAL_SYSCFG_REMAPMEMORY_SYSTEMFLASH();
    JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    __asm volatile("msr psp, %0\n\tmsr control, %1\n\tisb\n\tblx %2" ::"r"(
                       thread_stack + 128),
                   "r"(2), "r"(thread)
                   : "memory");
    for (;;)
        ;
}

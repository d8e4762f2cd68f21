/* SPDX-License-Identifier: MIT
 *
 * The application keeps its stack in the CCM RAM of an STM32F405, whose clock
 * is on after a reset. Go of most F4 ROMs clears RCC_AHB1ENR, that clock with
 * it.
 */
#include "examples/mistakes/m4/board.h"

#define CCM_END 0x10010000

static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;
void SystemInit(void);

static __attribute__((noinline, noreturn)) void run(void)
{
    volatile uint32_t on_stack = 0;
    for (;;) {
        wait_press();
        on_stack++;
        boot_flag = MAGIC;
        system_reset();
    }
}

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    __asm volatile("msr msp, %0" ::"r"(CCM_END));
    run();
}

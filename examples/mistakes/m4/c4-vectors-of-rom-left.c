/* SPDX-License-Identifier: MIT
 *
 * The application enables SysTick and leaves VTOR as it is after a reset. After
 * Go, or after a bounce, the ROM's vectors are still at 0, and the first tick
 * takes one of them.
 */
#include "examples/mistakes/m4/board.h"

static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void);

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

static volatile uint32_t uwTick;

void SysTick_Handler(void);

void SysTick_Handler(void)
{
    uwTick++;
}

int main(void)
{
    tick_start();
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}

/* SPDX-License-Identifier: MIT
 *
 * main takes the registers for as they are after a reset: it waits for the
 * clock of a reset. After Go the ROM's PLL is still on, and main never gets
 * past that line.
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

int main(void)
{
    while (RCC->CFGR & RCC_CFGR_SWS)
        ;
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}

/* SPDX-License-Identifier: MIT
 *
 * An unprivileged thread writes AIRCR: a BusFault instead of a reset.
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
    button_start();
    __asm volatile("msr control, %0\n\tisb" ::"r"(1) : "memory"); /* nPRIV */
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}

/* SPDX-License-Identifier: MIT
 *
 * The application guards itself by the MPU: its flash, RAM and peripherals, and
 * nothing else. The ROM is nothing else.
 */
#include "examples/mistakes/m4/board.h"

#define MPU_CTRL R32(0xE000ED94)
#define MPU_RBAR R32(0xE000ED9C)
#define MPU_RASR R32(0xE000EDA0)

enum {
    REGION = 1 << 4, /* RBAR.VALID */
    XN = 1 << 28,
    FULL_ACCESS = 3 << 24,
    ENABLE = 1 << 0
};

static void region(unsigned number, uint32_t base, unsigned log2, uint32_t bits)
{
    MPU_RBAR = base | REGION | number;
    MPU_RASR = bits | FULL_ACCESS | (log2 - 1) << 1 | ENABLE;
}

int main(void)
{
    wait_press();
    map_rom();
    uint32_t sp = R32(ROM), pc = R32(ROM + 4);
    region(0, 0x08000000, 20, 0);
    region(1, 0x20000000, 17, XN);
    region(2, 0x40000000, 29, XN);
    MPU_CTRL = 1;
    __asm volatile("dsb\n\tisb" ::: "memory");
    JUMP(sp, pc);
    for (;;)
        ;
}

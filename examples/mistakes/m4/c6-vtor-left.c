/* SPDX-License-Identifier: MIT
 *
 * Cube's SystemInit sets VTOR=0x08000000; remap, VTOR left: the ROM's
 * interrupts take the application's vectors.
 */
#include "examples/mistakes/m4/board.h"

void SystemInit(void);

void SystemInit(void)
{
    SCB_VTOR = 0x08000000;
}

int main(void)
{
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * Interrupts are off (PRIMASK=1) before the clean-up and stay off at the jump.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    __asm volatile("cpsid i" ::: "memory");
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * __disable_fault_irq() before the jump: FAULTMASK masks all interrupts, as
 * PRIMASK does, and the faults with them.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    __asm volatile("cpsid f" ::: "memory");
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * MEM_MODE is set while the SYSCFG clock is off: the store is ignored.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    SYSCFG->MEMRMP = SYSCFG_MEMRMP_MEM_MODE_SYSTEM;
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

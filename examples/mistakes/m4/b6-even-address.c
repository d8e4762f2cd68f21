/* SPDX-License-Identifier: MIT
 *
 * Bit 0 of the reset vector is masked off before the branch: the core would
 * leave Thumb state, and faults.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4) & ~1u);
    for (;;)
        ;
}

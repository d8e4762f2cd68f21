/* SPDX-License-Identifier: MIT
 *
 * MSP is loaded with the address of the ROM instead of the word that is stored
 * there: the first push faults.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    map_rom();
    JUMP(ROM, R32(ROM + 4));
    for (;;)
        ;
}

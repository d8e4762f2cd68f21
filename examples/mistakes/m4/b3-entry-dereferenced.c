/* SPDX-License-Identifier: MIT
 *
 * The entry, read from the ROM's second word, is taken for a pointer to the
 * entry. This core reads words at odd addresses, and gets code for an address.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    map_rom();
    uint32_t entry = R32(ROM + 4);
    JUMP(R32(ROM), R32(entry));
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * 0x1FFF00004 has nine digits; what is left of it in a pointer is 0xFFF00004.
 */
#include "examples/mistakes/m4/board.h"

#define BOOTLOADER_RESET 0x1FFF00004

int main(void)
{
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32((uint32_t)BOOTLOADER_RESET));
    for (;;)
        ;
}

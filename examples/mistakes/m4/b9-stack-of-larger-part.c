/* SPDX-License-Identifier: MIT
 *
 * The ROM is given the end of the RAM of an STM32F407 as its stack pointer, as
 * a number.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    map_rom();
    JUMP(0x20020000, R32(ROM + 4));
    for (;;)
        ;
}

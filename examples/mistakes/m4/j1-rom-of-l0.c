/* SPDX-License-Identifier: MIT
 *
 * The ROM address of an STM32L0. Nothing is there on an STM32F4 or L4.
 */
#include "examples/mistakes/m4/board.h"

#define SYSTEM_MEMORY 0x1FF00000

int main(void)
{
    wait_press();
    map_rom();
    JUMP(R32(SYSTEM_MEMORY), R32(SYSTEM_MEMORY + 4));
    for (;;)
        ;
}

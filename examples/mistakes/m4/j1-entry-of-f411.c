/* SPDX-License-Identifier: MIT
 *
 * The stack pointer and the entry that somebody read out of an STM32F411, as
 * numbers. Another STM32F4 has its ROM at the same address, and its entry
 * elsewhere.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    map_rom();
    JUMP(0x20002E58, 0x1FFF4253);
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * The address of the ROM's reset vector is called instead of the address that
 * is stored there.
 */
#include "examples/mistakes/m4/board.h"

typedef void (*function)(void);

int main(void)
{
    wait_press();
    map_rom();
    __asm volatile("msr msp, %0" ::"r"(R32(ROM)));
    ((function)(ROM + 4))();
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * The entry is a variable on the stack, read after __set_MSP(): the new stack
 * has something else there.
 */
#include "examples/mistakes/m4/board.h"

int main(void)
{
    wait_press();
    map_rom();
    volatile uint32_t entry[40];
    entry[0] = R32(ROM + 4);
    __asm volatile("msr msp, %0" ::"r"(R32(ROM)));
    ((void (*)(void))(uintptr_t)entry[0])();
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * The code that remaps runs through the alias of flash at 0: the next fetch
 * comes from the ROM.
 */
#include "examples/mistakes/m4/board.h"

static __attribute__((noinline, used)) void enter(void)
{
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    wait_press();
    void (*volatile alias)(void) =
        (void (*)(void))((uintptr_t)enter - 0x08000000);
    alias();
    for (;;)
        ;
}

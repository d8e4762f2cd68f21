/* SPDX-License-Identifier: MIT
 *
 * An answer: the remap replaces the code that runs at 0. With ALIAS the code of
 * the jump runs through the alias of flash at 0 and, after the store to
 * MEM_MODE, fetches the bytes of the ROM; without ALIAS the same code runs at
 * 0x0800xxxx and continues.
 */
#include "examples/original/original.h"

static void __attribute__((noinline)) enter(void)
{
    remap();
    start(ROM_SP, ROM_RESET);
}

int main(void)
{
    if (request_take()) {
        void (*volatile jump)(void) = enter;
#ifdef ALIAS
        jump = (void (*)(void))((uint32_t)enter - FLASH_BASE);
#endif
        jump();
    }
    application();
}

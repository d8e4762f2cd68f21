/* SPDX-License-Identifier: MIT
 *
 * An answer: the remap takes away what runs at 0. With ALIAS the code of the
 * jump runs through the alias of flash at 0 and finds itself in the ROM's
 * bytes after the store to MEM_MODE; without, the same code runs at 0x0800xxxx
 * and goes on.
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

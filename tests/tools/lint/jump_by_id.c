/* SPDX-License-Identifier: MIT
 *
 * One image for several lines: the device's number chooses the ROM, and one
 * function jumps there. With VARIABLE the address comes from a word in RAM that
 * outlives the reset, so that the image does not show it. And a table whose
 * words are pointers to code for one kind of entry, to data for the other.
 */
#include "tests/tools/lint/jump.h"

__attribute__((noinline)) static void jump(uint32_t base)
{
    void (*boot)(void) = (void (*)(void))R32(base + 4);
    set_msp(R32(base));
    boot();
    for (;;)
        ;
}

struct pair {
    uint32_t *first;
    uint32_t second;
};

static const struct pair pair = {(uint32_t *)0x200D0000, 0x4A4A};

static const struct {
    uint32_t kind;
    const void *what; /* kind 0: a function, otherwise a pair */
} entry = {1, &pair};

__attribute__((noinline)) static void use(void)
{
    if (R32(&entry.kind))
        R32(0x40010010) = ((const struct pair *)entry.what)->second;
    else
        ((void (*)(void))(uintptr_t)R32(&entry.what))();
}

int main(void)
{
    use();
#ifdef VARIABLE
    if (R32(0x2001FFF0) == 0xDEADBEEF)
        jump(R32(0x2001FFF4));
#else
    switch (R32(0x40015800) & 0xFFF) {
    case 0x445: jump(0x1FFFC400); break;
    case 0x448: jump(0x1FFFC800); break;
    case 0x467: jump(0x1FFF0000); break;
    }
#endif
    for (;;)
        ;
}

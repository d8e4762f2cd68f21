/* SPDX-License-Identifier: MIT
 *
 * An ordinary program without a jump into a ROM. It reads what lies beside and
 * inside system memory (the unique id, calibration values, the flash size),
 * computes with masks that look like addresses, calls through a table, and has
 * a loader's jump to an application.
 */
#include "tests/tools/lint/jump.h"

static volatile uint32_t sum;

static void add(void)
{
    sum += R32(0x1FFF7A10) + R32(0x1FFF7A22) + R32(0x1FFFF7AC) +
           R32(0x1FFFF7CC) + R32(0x1FF80050) + R32(0x1FF8007C) +
           R32(0x1FFF75AA & ~3u) + R32(0x1FF0F420);
}

static void mask(void)
{
    sum &= 0xFFFF0004;
    sum |= 0x1FFF0000;
    sum ^= 0x1FF00004;
}

static void (*const table[])(void) = {add, mask};

static void start_application(uint32_t base)
{
    SYST_CSR = 0;
    SCB_VTOR = base;
    void (*reset)(void) = (void (*)(void))R32(base + 4);
    set_msp(R32(base));
    reset();
}

int main(void)
{
    SYST_CSR = 7;
    for (unsigned i = 0; i < 2; i++)
        table[i & 1]();
    if (R32(0x08008000) >> 24 == 0x20)
        start_application(0x08008000);
    for (;;)
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * A count of entries, for a ROM that resets when it misses the HSE, lies at
 * 0x20000100: there the ROM has its own variables, and after the first entry
 * the count is gone.
 */
#include "examples/mistakes/m4/board.h"

#define ENTRIES 4
#define REQUEST ((volatile uint32_t *)0x20000100)

static void ask(uint32_t entries)
{
    REQUEST[0] = entries;
    REQUEST[1] = ~entries;
}

void SystemInit(void);

void SystemInit(void)
{
    uint32_t entries = REQUEST[0];
    if (REQUEST[1] != ~entries || entries > ENTRIES)
        entries = 0;
    ask(entries ? entries - 1 : 0);
    if (entries)
        JUMP(R32(ROM), R32(ROM + 4));
}

int main(void)
{
    wait_press();
    ask(ENTRIES);
    system_reset();
}

/* SPDX-License-Identifier: MIT
 *
 * Firmware that requests the ROM only where that leads to it
 * (docs/integration.md, section 6), for test_check.c.
 */
#include "boot0.h"

void ask_politely(void);
int main(void);

volatile unsigned turns;

__attribute__((used)) void ask_politely(void)
{
    if (boot0_rom().outcome == BOOT0_ENTERED)
        boot0_request();
}

int main(void)
{
    static void (*volatile kept)(void) = ask_politely;
    (void)kept;
    for (;;)
        turns++;
}

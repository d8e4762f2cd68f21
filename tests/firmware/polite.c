/* SPDX-License-Identifier: MIT
 *
 * Firmware that requests the ROM only where that leads to it
 * (docs/integration.md, section 6), for test_check.c.
 */
#include "boot0.h"

void ask_politely(void);
int main(void);

/* Tests call it while main waits, which no register is needed for. */
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
        ;
}

/* SPDX-License-Identifier: MIT
 *
 * The smallest firmware with the whole library in it. It makes no request by
 * itself: tests call boot0_request() in its place.
 */
#include "boot0.h"

#include <stdbool.h>

int main(void);
void SystemInit(void);

volatile bool update_wanted;
volatile bool erase_wanted;
volatile enum boot0_outcome last_outcome;
volatile struct boot0_rom rom;

/* ST's start-up files call it; there is nothing to set up. */
void SystemInit(void)
{
}

int main(void)
{
    struct boot0_rom found = boot0_rom();
    rom.id = found.id;
    rom.outcome = found.outcome;
    last_outcome = boot0_outcome();
    for (;;) {
        if (update_wanted)
            boot0_request();
        if (erase_wanted)
            boot0_request_erase();
    }
}

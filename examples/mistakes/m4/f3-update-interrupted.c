/* SPDX-License-Identifier: MIT
 *
 * An update in the application itself erases its first sector first and waits
 * for the data; a reset (here its own, after a time-out) finds no vectors.
 */
#include "examples/mistakes/m4/ram.h"

RAM_FUNCTION void update(void)
{
    erase_first_sector();
    for (volatile unsigned i = 0; i < 1000; i++) /* no data comes */
        ;
    reset_from_ram();
}

int main(void)
{
    wait_press();
    run_from_ram(update);
    for (;;)
        ;
}

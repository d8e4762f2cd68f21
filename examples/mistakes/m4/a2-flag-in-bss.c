/* SPDX-License-Identifier: MIT
 *
 * The request is an ordinary variable, which start-up code clears, and main
 * looks at it.
 */
#include "examples/mistakes/m4/board.h"

static volatile uint32_t boot_flag;

int main(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    boot_flag = MAGIC;
    system_reset();
}

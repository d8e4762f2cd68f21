/* SPDX-License-Identifier: MIT
 *
 * Any value but 0 is taken for a request: after power-on the word is random,
 * and the ROM is entered unasked.
 */
#include "examples/mistakes/m4/board.h"

#define BOOT_FLAG R32(0x20008000) /* the ROM leaves it alone */

void SystemInit(void);

void SystemInit(void)
{
    if (BOOT_FLAG) {
        BOOT_FLAG = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    wait_press();
    BOOT_FLAG = 1;
    system_reset();
}

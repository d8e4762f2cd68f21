/* SPDX-License-Identifier: MIT
 *
 * The request is never cleared: whatever starts the application again, Go of
 * the ROM or a reset, leads back into the ROM.
 */
#include "examples/mistakes/m4/board.h"

#define BOOT_FLAG R32(0x20008000) /* the ROM leaves it alone */

void SystemInit(void);

void SystemInit(void)
{
    if (BOOT_FLAG == MAGIC) {
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

int main(void)
{
    wait_press();
    BOOT_FLAG = MAGIC;
    system_reset();
}

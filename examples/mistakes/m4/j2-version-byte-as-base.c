/* SPDX-License-Identifier: MIT
 *
 * The address of the version byte in AN2606 is taken for that of the ROM. This
 * core reads words at any address, so that no fault says so.
 */
#include "examples/mistakes/m4/board.h"

#ifdef STM32L4
#define SYSTEM_MEMORY 0x1FFF6FFE
#else
#define SYSTEM_MEMORY 0x1FFF76DE
#endif

int main(void)
{
    wait_press();
    map_rom();
    JUMP(R32(SYSTEM_MEMORY), R32(SYSTEM_MEMORY + 4));
    for (;;)
        ;
}

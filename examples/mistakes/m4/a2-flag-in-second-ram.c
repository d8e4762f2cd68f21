/* SPDX-License-Identifier: MIT
 *
 * The request is a variable in the second RAM, CCM of an STM32F405 or SRAM2 of
 * an STM32L4, which start-up code clears as it does .bss: both are at
 * 0x10000000.
 */
#include "examples/mistakes/m4/board.h"

#define SECOND_RAM 0x10000000
#define BOOT_FLAG  R32(SECOND_RAM + 0x100)

void SystemInit(void);

void SystemInit(void)
{
    for (uint32_t i = 0; i < 0x400; i += 4)
        R32(SECOND_RAM + i) = 0;
}

int main(void)
{
    if (BOOT_FLAG == MAGIC) {
        BOOT_FLAG = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    BOOT_FLAG = MAGIC;
    system_reset();
}

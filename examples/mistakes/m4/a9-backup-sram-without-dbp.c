/* SPDX-License-Identifier: MIT
 *
 * The request goes into the backup SRAM of an STM32F405, which is
 * write-protected while DBP is 0: the store is ignored.
 */
#include "examples/mistakes/m4/board.h"

#define BKPSRAM_EN (1 << 18)
#define REQUEST    R32(0x40024000)

int main(void)
{
    RCC->AHB1ENR |= BKPSRAM_EN;
    (void)RCC->AHB1ENR;
    if (REQUEST == MAGIC) {
        REQUEST = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    REQUEST = MAGIC;
    system_reset();
}

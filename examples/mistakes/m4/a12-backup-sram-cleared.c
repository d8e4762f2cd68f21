/* SPDX-License-Identifier: MIT
 *
 * The request is the first word of the backup SRAM of an STM32F405; start-up
 * code finds no valid mark at its end and clears it all before anything looks.
 */
#include "examples/mistakes/m4/board.h"

#define BKPSRAM_EN   (1 << 18)
#define BACKUP       0x40024000
#define BACKUP_WORDS 1024

static void backup_start(void)
{
    backup_open();
    RCC->AHB1ENR |= BKPSRAM_EN;
    (void)RCC->AHB1ENR;
    for (uint32_t i = 0; i < BACKUP_WORDS; i++)
        R32(BACKUP + 4 * i) = 0;
}

int main(void)
{
    backup_start();
    if (R32(BACKUP) == MAGIC) {
        R32(BACKUP) = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    R32(BACKUP) = MAGIC;
    system_reset();
}

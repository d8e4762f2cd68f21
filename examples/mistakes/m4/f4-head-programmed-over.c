/* SPDX-License-Identifier: MIT
 *
 * Word 0 of the own vector table is programmed over without an erase, to make
 * the head invalid; then the jump.
 */
#include "examples/mistakes/m4/board.h"

static void program_over(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
#ifdef STM32L4
    FLASH->CR = FLASH_CR_PG;
    R32(FLASH_BASE) = 0;
    R32(FLASH_BASE + 4) = 0;
#else
    FLASH->CR = FLASH_CR_PG | 2 << FLASH_CR_PSIZE_POS;
    R32(FLASH_BASE) = 0;
#endif
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR = FLASH_CR_LOCK;
}

int main(void)
{
    wait_press();
    program_over();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

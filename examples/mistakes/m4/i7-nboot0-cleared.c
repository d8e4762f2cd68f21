/* SPDX-License-Identifier: MIT
 *
 * nSWBOOT0=0 and nBOOT0=0 from software, so that the hardware takes BOOT0 for
 * high at every reset: it gets the ROM, and the application never again.
 */
#include "examples/mistakes/m4/board.h"

static void clear_nboot0(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTR &= ~(uint32_t)(FLASH_OPTR_NSWBOOT0 | FLASH_OPTR_NBOOT0);
    FLASH->CR |= FLASH_CR_OPTSTRT;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR |= FLASH_CR_OBL_LAUNCH; /* resets */
}

int main(void)
{
    wait_press();
    clear_nboot0();
    for (;;)
        ;
}

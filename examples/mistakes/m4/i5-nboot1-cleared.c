/* SPDX-License-Identifier: MIT
 *
 * nBOOT1 cleared from software, OBL_LAUNCH: it counts only with BOOT0 high, and
 * there it takes the ROM away.
 */
#include "examples/mistakes/m4/board.h"

#define OPTR_NBOOT1 (1 << 23)

static void clear_nboot1(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTR &= ~(uint32_t)OPTR_NBOOT1;
    FLASH->CR |= FLASH_CR_OPTSTRT;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR |= FLASH_CR_OBL_LAUNCH; /* resets */
}

int main(void)
{
    wait_press();
    clear_nboot1();
    for (;;)
        ;
}

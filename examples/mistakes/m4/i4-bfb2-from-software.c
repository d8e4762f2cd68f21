/* SPDX-License-Identifier: MIT
 *
 * BFB2 is set, so that the hardware starts the ROM at every reset. This one
 * looks for a bank first, and starts the application again.
 */
#include "examples/mistakes/m4/board.h"

static void set_bfb2(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTR |= FLASH_OPTR_BFB2;
    FLASH->CR |= FLASH_CR_OPTSTRT;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR |= FLASH_CR_OBL_LAUNCH; /* resets */
}

int main(void)
{
    wait_press();
    set_bfb2();
    for (;;)
        ;
}

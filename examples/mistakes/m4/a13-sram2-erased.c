/* SPDX-License-Identifier: MIT
 *
 * The request is kept in SRAM2, and the product's option bytes have
 * SRAM2_RST=0: the reset itself erases SRAM2.
 */
#include "examples/mistakes/m4/board.h"

#define OPTR_SRAM2_RST (1 << 25)
#define BOOT_FLAG      R32(0x10000100)

static void options(void)
{
    if (!(FLASH->OPTR & OPTR_SRAM2_RST))
        return;
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTR &= ~(uint32_t)OPTR_SRAM2_RST;
    FLASH->CR |= FLASH_CR_OPTSTRT;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR |= FLASH_CR_OBL_LAUNCH; /* resets */
}

int main(void)
{
    options();
    if (BOOT_FLAG == MAGIC) {
        BOOT_FLAG = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
    wait_press();
    BOOT_FLAG = MAGIC;
    system_reset();
}

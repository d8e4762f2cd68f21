/* SPDX-License-Identifier: MIT
 *
 * The product sets readout protection to level 1 at its first start. From then
 * on the ROM refuses to read and to write.
 */
#include "examples/mistakes/m4/board.h"

static void protect(void)
{
#ifdef STM32L4
    if ((FLASH->OPTR & FLASH_OPTR_RDP) != RDP_LEVEL0)
        return;
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTR = (FLASH->OPTR & ~(uint32_t)FLASH_OPTR_RDP) | RDP_LEVEL1;
    FLASH->CR |= FLASH_CR_OPTSTRT;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR |= FLASH_CR_OBL_LAUNCH; /* resets */
#else
    if ((FLASH->OPTCR >> FLASH_OPTCR_RDP_POS & 0xFF) != RDP_LEVEL0)
        return;
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTCR = (FLASH->OPTCR & ~(0xFFu << FLASH_OPTCR_RDP_POS)) |
                   RDP_LEVEL1 << FLASH_OPTCR_RDP_POS;
    FLASH->OPTCR |= FLASH_OPTCR_OPTSTRT;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
#endif
}

int main(void)
{
    protect();
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

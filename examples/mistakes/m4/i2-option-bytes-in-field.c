/* SPDX-License-Identifier: MIT
 *
 * The brown-out level is written into the option bytes on the way to the ROM,
 * in the field: a power cut at that moment leaves option bytes that do not
 * match their complement.
 */
#include "examples/mistakes/m4/board.h"

static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;

void SystemInit(void);

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

static void brown_out_level(void)
{
#ifdef STM32L4
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTR = (FLASH->OPTR & ~(7u << 8)) | 2 << 8;
    FLASH->CR |= FLASH_CR_OPTSTRT;
#else
    FLASH->OPTKEYR = FLASH_OPTKEY1;
    FLASH->OPTKEYR = FLASH_OPTKEY2;
    FLASH->OPTCR = (FLASH->OPTCR & ~(3u << 2)) | 1 << 2;
    FLASH->OPTCR |= FLASH_OPTCR_OPTSTRT;
#endif
    while (FLASH->SR & FLASH_SR_BSY)
        ;
}

int main(void)
{
    wait_press();
    boot_flag = MAGIC;
    brown_out_level();
    system_reset();
}

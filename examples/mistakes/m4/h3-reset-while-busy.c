/* SPDX-License-Identifier: MIT
 *
 * The number of the updates is kept in flash; the reset comes while that word
 * is being written. The code that writes runs from RAM; where two banks are,
 * from the other one it would go on as well.
 */
#include "examples/mistakes/m4/ram.h"

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

IN_RAM void program_counter(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
#ifdef STM32L4
    FLASH->CR = FLASH_CR_PG;
    R32(0x080FF800) = 1;
    R32(0x080FF804) = 0;
#else
    FLASH->CR = FLASH_CR_PG | 2 << FLASH_CR_PSIZE_POS;
    R32(0x08020000) = 1;
#endif
}

RAM_FUNCTION void count_and_reset(void)
{
    program_counter();
    reset_from_ram();
}

int main(void)
{
    wait_press();
    boot_flag = MAGIC;
    run_from_ram(count_and_reset);
    for (;;)
        ;
}

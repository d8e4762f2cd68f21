/* SPDX-License-Identifier: MIT
 *
 * The number of the updates is kept in flash, and the write is waited for. When
 * the supply is lost in the middle of it, the double word does not fit its ECC:
 * at the next start the read of it raises the NMI, whose handler is a loop.
 */
#include "examples/mistakes/m4/board.h"

#define COUNTER 0x08030000 /* its page is erased */
static __attribute__((section(".noinit"))) volatile uint32_t boot_flag;
static volatile uint32_t updates;

void SystemInit(void);

void SystemInit(void)
{
    if (boot_flag == MAGIC) {
        boot_flag = 0;
        map_rom();
        JUMP(R32(ROM), R32(ROM + 4));
    }
}

static void count(void)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->CR = FLASH_CR_PG;
    R32(COUNTER) = 1;
    R32(COUNTER + 4) = 0x55AA55AA;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR = FLASH_CR_LOCK;
}

int main(void)
{
    updates = R32(COUNTER);
    wait_press();
    count();
    boot_flag = MAGIC;
    system_reset();
}

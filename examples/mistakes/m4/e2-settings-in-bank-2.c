/* SPDX-License-Identifier: MIT
 *
 * The entry is right, with an invalid own head, but the application keeps its
 * settings in the first page of bank 2, and their first word, a serial number,
 * looks like a stack pointer: the ROM starts the settings.
 */
#include "examples/mistakes/m4/board.h"

#define SETTINGS 0x08080000

void Reset_Handler(void);
void Default_Handler(void);
void Reset_SP(void);

__attribute__((naked)) void Reset_SP(void)
{
    __asm volatile("ldr r0, =_estack\n\tmov sp, r0\n\tldr r0, "
                   "=Reset_Handler\n\tbx r0");
}

__attribute__((section(".isr_vector"), used)) void *const vectors[98] = {
    [0] = (void *)0xBE00BE00, [1] = Reset_SP, [2 ... 97] = Default_Handler};

static void store_settings(uint32_t serial, uint32_t baud)
{
    FLASH->KEYR = FLASH_KEY1;
    FLASH->KEYR = FLASH_KEY2;
    FLASH->CR = FLASH_CR_PG;
    R32(SETTINGS) = serial;
    R32(SETTINGS + 4) = baud;
    while (FLASH->SR & FLASH_SR_BSY)
        ;
    FLASH->CR = FLASH_CR_LOCK;
}

int main(void)
{
    if (R32(SETTINGS) == 0xFFFFFFFF)
        store_settings(0x20001000, 115200);
    wait_press();
    map_rom();
    JUMP(R32(ROM), R32(ROM + 4));
    for (;;)
        ;
}

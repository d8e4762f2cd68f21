/* SPDX-License-Identifier: MIT
 *
 * The memories of the STM32L43x, L47x and L49x. RM0351 2.2, RM0394 2.2; sizes
 * are those of the largest part.
 */
#ifndef CHIP_STM32L4_MEMORY_H
#define CHIP_STM32L4_MEMORY_H

enum {
    L4_FLASH_MAX = 1024 * 1024,
    L4_SRAM_MAX = 320 * 1024, /* SRAM1, and SRAM2 behind it */
    L4_SRAM2_BASE = 0x10000000,
    L4_SRAM2_MAX = 64 * 1024,
    L4_SYSTEM_BASE = 0x1FFF0000,
    L4_SYSTEM_SIZE = 28 * 1024,
    L4_OTP_BASE = 0x1FFF7000,
    L4_OTP_SIZE = 2 * 1024, /* OTP; from 0x1FFF7400 on the factory's words */
    L4_OPTION_BASE = 0x1FFF7800,  /* of bank 1, */
    L4_OPTION2_BASE = 0x1FFFF800, /* and of bank 2 */
    L4_OPTION_BANK = 40,
    L4_OPTION_SIZE = 2 * L4_OPTION_BANK,
    L4_PAGE = 2048,
    L4_DOUBLE_WORD = 8,
    L4_ROW = 256
};

/* Offsets of the memories in chip.memory. Behind the flash, whose size the part
 * says, are the two maps of flash_ecc.c. */
enum {
    L4_SRAM_OFFSET = 0,
    L4_SYSTEM_OFFSET = L4_SRAM_OFFSET + L4_SRAM_MAX,
    L4_OTP_OFFSET = L4_SYSTEM_OFFSET + L4_SYSTEM_SIZE,
    L4_OPTION_OFFSET = L4_OTP_OFFSET + L4_OTP_SIZE,
    L4_FLASH_OFFSET = L4_OPTION_OFFSET + L4_OPTION_SIZE,
    L4_MAPS_MAX = 2 * L4_FLASH_MAX / L4_DOUBLE_WORD / 8
};

#endif

/* SPDX-License-Identifier: MIT
 *
 * The memories of the STM32L07x/L08x. RM0367 2.2, table 3.
 */
#ifndef CHIP_STM32L0_MEMORY_H
#define CHIP_STM32L0_MEMORY_H

enum {
    FLASH_MAX = 192 * 1024,
    EEPROM_BASE = 0x08080000,
    EEPROM_SIZE = 6 * 1024,
    SYSTEM_BASE = 0x1FF00000,
    SYSTEM_SIZE = 8 * 1024,
    OPTION_BASE = 0x1FF80000, /* option bytes +0..+1F, factory words above */
    OPTION_SIZE = 128,
    SRAM_SIZE = 20 * 1024
};

/* Offsets of the memories in chip.memory. */
enum {
    SRAM_OFFSET = 0,
    SYSTEM_OFFSET = SRAM_OFFSET + SRAM_SIZE,
    OPTION_OFFSET = SYSTEM_OFFSET + SYSTEM_SIZE,
    EEPROM_OFFSET = OPTION_OFFSET + OPTION_SIZE,
    NVM_OFFSET = EEPROM_OFFSET + EEPROM_SIZE
};

#endif

/* SPDX-License-Identifier: MIT
 *
 * Which addresses a host may name. AN2606 table 5 (access by command); bounds
 * and alignment: docs/rom.md. Everything outside faults on the bus or is
 * refused, so nothing is touched before it was looked up here.
 */
#ifndef ROM_STM32L0_ADDRESS_H
#define ROM_STM32L0_ADDRESS_H

#include <stdint.h>

enum memory {
    MEMORY_NONE,
    MEMORY_FLASH,
    MEMORY_EEPROM,
    MEMORY_RAM,    /* above the ROM's own */
    MEMORY_OPTION, /* starts in the option bytes, may reach over the factory
                    * words behind them */
    MEMORY_SYSTEM
};

enum { HALF_PAGE = 64, RAM_END = 0x20005000, OPTION_START = 0x1FF80000 };

/* The memory that holds all of LENGTH (1 or more) bytes at ADDRESS. */
enum memory address_memory(uint32_t address, uint32_t length);

/* Erasable pages of this part's flash. */
uint32_t address_pages(void);

#endif

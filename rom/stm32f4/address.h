/* SPDX-License-Identifier: MIT
 *
 * Which addresses a host may name. AN2606 table 5 (access by command) and the
 * chapters of version.h; bounds and alignment: docs/rom-f4.md. Everything
 * outside faults on the bus or is refused, so nothing is touched before it was
 * looked up here.
 */
#ifndef ROM_STM32F4_ADDRESS_H
#define ROM_STM32F4_ADDRESS_H

#include <stdint.h>

enum memory {
    MEMORY_NONE,
    MEMORY_FLASH,
    MEMORY_OWN, /* OTP, the virtual address */
    MEMORY_RAM, /* above the ROM's own */
    MEMORY_OPTION,
    MEMORY_SYSTEM
};

enum {
    OPTION_START = 0x1FFFC000,
    OPTION_BYTES = 16,
    OTP_START = 0x1FFF7800,
    OTP_END = 0x1FFF7A10 /* with the lock bytes */
};

/* A byte that says what supply the flash has, with three of 0xFF. */
#define DEVICE_FEATURE 0xFFFF0000

/* The memory that holds all of LENGTH (1 or more) bytes at ADDRESS. */
enum memory address_memory(uint32_t address, uint32_t length);

/* Erasable sectors of this part's flash. */
uint32_t address_sectors(void);

/* The end of SRAM. */
uint32_t address_ram_end(void);

#define RAM_END address_ram_end()

#endif

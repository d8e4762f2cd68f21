/* SPDX-License-Identifier: MIT
 *
 * Which addresses a host may name. AN2606 table 5 (access by command) and the
 * chapters of version.h; bounds and alignment: docs/rom-l4.md. Everything
 * outside faults on the bus or is refused, so nothing is touched before it was
 * looked up here.
 */
#ifndef ROM_STM32L4_ADDRESS_H
#define ROM_STM32L4_ADDRESS_H

#include <stdint.h>

enum memory {
    MEMORY_NONE,
    MEMORY_FLASH,
    MEMORY_OWN,    /* OTP */
    MEMORY_RAM,    /* SRAM1 above the ROM's own */
    MEMORY_OPTION, /* of bank 1, with what belongs to no bank */
    MEMORY_SYSTEM  /* read only; so are the options of bank 2 */
};

enum {
    OPTION_START = 0x1FFF7800,
    OPTION_BYTES = 0x28, /* five, of 64 bits: the value, its complement */
    OTP_START = 0x1FFF7000,
    OTP_END = 0x1FFF7400
};

/* The memory that holds all of LENGTH (1 or more) bytes at ADDRESS. */
enum memory address_memory(uint32_t address, uint32_t length);

/* Banks of this part's flash, 1 or 2, and the bytes of one. */
uint32_t address_banks(void);
uint32_t address_bank_size(void);

#endif

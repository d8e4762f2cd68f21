/* SPDX-License-Identifier: MIT
 *
 * What the commands of AN3155 do to an STM32L07x/L08x. docs/rom.md, section 7.
 */
#ifndef ROM_STM32L0_COMMANDS_H
#define ROM_STM32L0_COMMANDS_H

#include <stdbool.h>

#include "firmware/stm32l0/stm32l073.h"
#include "rom/protocol/buffer.h"
#include "rom/stm32l0/address.h"
#include "rom/stm32l0/nvm.h"

enum { MEMORY_OWN = MEMORY_EEPROM, SECTORS = 48, OPTION_BYTES = 32 };

/* 16 sectors in each. */
#define NO_SECTORS                                                             \
    {                                                                          \
        0, 0, 0                                                                \
    }

static inline uint32_t device_id(void)
{
    return 0x447;
}

static inline void disable_interrupts(void)
{
    NVIC_ICER = 0xFFFFFFFF;
}

/* True: the command gets two NACKs at level 1. */
static inline bool refuses_twice(uint8_t code)
{
    (void)code;
    return false;
}

/* Where the bytes of an address are. */
#define memory_bytes(address) ((const volatile uint8_t *)(address))

/* Writes the buffer; false: not with these values. */
static inline bool write_own(uint32_t address, uint32_t count)
{
    nvm_write_eeprom(address, buffer.words, count);
    return true;
}

/* The complement is computed; words past the last option are ignored. */
static inline void write_options(uint32_t count)
{
    for (unsigned i = 0; i < count / 4 && i < OPTION_WORDS; i++)
        nvm_write_option(i, buffer.words[i]);
}

static inline bool is_erasable(uint32_t page)
{
    return page < address_pages();
}

static inline void erase(uint32_t page)
{
    nvm_erase_page(FLASH_BASE + FLASH_PAGE_SIZE * page);
}

/* Mass and bank erase: there is none. */
static inline bool erase_special(uint32_t code)
{
    (void)code;
    return false;
}

static inline void protect_sectors(const uint16_t sectors[SECTORS / 16])
{
    for (unsigned i = 0; i < SECTORS / 16; i++)
        nvm_write_option(OPTION_WRP + i, sectors[i]);
}

static inline void unprotect_sectors(void)
{
    for (unsigned i = 0; i < SECTORS / 16; i++)
        nvm_write_option(OPTION_WRP + i, 0);
}

/* The bits beside RDPROT that a change of the protection leaves. */
#define OPTION_KEPT (FLASH->OPTR & FLASH_OPTR_WPRMOD)

#endif

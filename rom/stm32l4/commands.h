/* SPDX-License-Identifier: MIT
 *
 * What the commands of AN3155 do to an STM32L4. docs/rom-l4.md, section 6.
 */
#ifndef ROM_STM32L4_COMMANDS_H
#define ROM_STM32L4_COMMANDS_H

#include <stdbool.h>

#include "firmware/stm32l4/stm32l4.h"
#include "rom/protocol/buffer.h"
#include "rom/stm32l4/address.h"
#include "rom/stm32l4/nvm.h"
#include "rom/stm32l4/start.h"

/* Write Protect names pages, of which a byte can be 256. */
enum { SECTORS = 256, ERASE_ALL = 0xFFFF, ERASE_BANK1 = 0xFFFE };
enum { WRP_NONE = 0x000000FF, WRP_END_POS = 16 };

/* 16 sectors in each. */
#define NO_SECTORS                                                             \
    {                                                                          \
        [SECTORS / 16 - 1] = 0                                                 \
    }

#define RAM_END ROM_RAM_END

/* The bits beside RDP that a change of the protection leaves: nvm.h. */
#define OPTION_KEPT 0u

/* AN2606, V10.1: writes to SRAM come out wrong. How is not stated: here every
 * second word is that before it. */
#define RAM_WORD(i) buffer.words[ROM_CORRUPTS_RAM ? (i) & ~1u : (i)]

static inline uint32_t device_id(void)
{
    return ROM_DEVICE;
}

static inline void disable_interrupts(void)
{
    for (unsigned i = 0; i < NVIC_WORDS; i++)
        NVIC_ICER(i) = 0xFFFFFFFF;
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
    nvm_write_flash(address, buffer.words, count);
    return true;
}

/* The complements are computed by the hardware; PCROP is left out (AN2606:
 * cannot be written). */
static inline void write_options(uint32_t count)
{
    enum { WRP1A = 0x18, WRP1B = 0x20 };
    nvm_write_option(OPTION_USER, buffer.words[0]);
    if (count > WRP1A)
        nvm_write_option(OPTION_WRP1A, buffer.words[WRP1A / 4]);
    if (count > WRP1B)
        nvm_write_option(OPTION_WRP1B, buffer.words[WRP1B / 4]);
}

static inline uint32_t bank_pages(void)
{
    return address_bank_size() / FLASH_PAGE_SIZE;
}

static inline bool is_erasable(uint32_t page)
{
    return page < address_banks() * bank_pages() ||
           CHOICE(PAGES) == CHOICE_PAGES_IGNORED;
}

/* The physical bank that the host means by 0 or 1. */
static inline uint32_t physical_bank(uint32_t bank)
{
    if (address_banks() == 1 || !(SYSCFG->MEMRMP & SYSCFG_MEMRMP_FB_MODE) ||
        CHOICE(BANKS) == CHOICE_BANKS_PHYSICAL)
        return bank;
    return !bank;
}

static inline void erase(uint32_t page)
{
    uint32_t bank = page / bank_pages();
    if (bank < address_banks())
        nvm_erase_page(physical_bank(bank), page % bank_pages());
}

/* AN2606, L496: the codes of single banks are refused. So they are where there
 * is one bank. */
static inline bool erase_special(uint32_t code)
{
    if (code == ERASE_ALL) {
        nvm_erase_banks(address_banks() == 2 ? 3 : 1);
        return true;
    }
    uint32_t bank = ERASE_BANK1 - code;
    if (!ROM_ERASES_BANKS || bank >= address_banks())
        return false;
    nvm_erase_banks(1u << physical_bank(bank));
    return true;
}

static inline void unprotect_sectors(void)
{
    nvm_write_option(OPTION_WRP1A, WRP_NONE);
    nvm_write_option(OPTION_WRP1B, WRP_NONE);
    if (address_banks() == 2) {
        nvm_write_option(OPTION_WRP2A, WRP_NONE);
        nvm_write_option(OPTION_WRP2B, WRP_NONE);
    }
}

/* One area, from the lowest to the highest page that is named; nothing else
 * stays protected. */
static inline void protect_sectors(const uint16_t *sectors)
{
    uint32_t first = SECTORS, last = 0;
    for (uint32_t i = 0; i < SECTORS; i++) {
        if (!(sectors[i / 16] >> i % 16 & 1))
            continue;
        first = first < i ? first : i;
        last = i;
    }
    unprotect_sectors();
    nvm_write_option(OPTION_WRP1A, first | last << WRP_END_POS);
}

#endif

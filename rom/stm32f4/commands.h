/* SPDX-License-Identifier: MIT
 *
 * What the commands of AN3155 do to an STM32F4. docs/rom-f4.md, section 7.
 */
#ifndef ROM_STM32F4_COMMANDS_H
#define ROM_STM32F4_COMMANDS_H

#include <stdbool.h>

#include "firmware/stm32f4/stm32f4.h"
#include "rom/protocol/buffer.h"
#include "rom/stm32f4/address.h"
#include "rom/stm32f4/nvm.h"
#include "rom/stm32f4/start.h"

enum { SECTORS = 12, ERASE_ALL = 0xFFFF, NWRP_NONE = 0xFFF };

/* 16 sectors in each. */
#define NO_SECTORS                                                             \
    {                                                                          \
        0                                                                      \
    }

/* The bits beside RDP that a change of the protection leaves: another field. */
#define OPTION_KEPT 0u

/* DEV_ID. Each of ST's images is for one die and need not look. */
static inline uint32_t device_id(void)
{
    return DBGMCU_IDCODE & 0xFFF;
}

static inline void disable_interrupts(void)
{
    for (unsigned i = 0; i < NVIC_WORDS; i++)
        NVIC_ICER(i) = 0xFFFFFFFF;
}

/* True: the command gets two NACKs at level 1 (AN2606, V3.1: Read and Write).
 */
static inline bool refuses_twice(uint8_t code)
{
    return ROM_REFUSES_TWICE && (code == 0x11 || code == 0x31);
}

/* Where the bytes of an address are. */
static inline const volatile uint8_t *memory_bytes(uint32_t address)
{
    if (address >= DEVICE_FEATURE)
        return nvm_supply + (address - DEVICE_FEATURE);
    return (const volatile uint8_t *)address;
}

/* AN2606: 0 to 4, and three bytes that stay 0xFF. */
static inline bool write_supply(void)
{
    if (buffer.words[0] >> 8 != 0xFFFFFF || buffer.bytes[0] >= SUPPLIES)
        return false;
    nvm_supply[0] = buffer.bytes[0];
    return true;
}

/* Writes the buffer; false: not with these values. */
static inline bool write_own(uint32_t address, uint32_t count)
{
    if (address == DEVICE_FEATURE)
        return write_supply();
    if (count > OTP_END - address)
        return false;
    nvm_write_flash(address, buffer.words, count);
    return true;
}

/* The user byte, RDP, and with the third word nWRP. */
static inline void write_options(uint32_t count)
{
    nvm_write_option(OPTION_USER, buffer.bytes[0]);
    nvm_write_option(OPTION_RDP, buffer.bytes[1]);
    if (count > 8)
        nvm_write_option(OPTION_WRP, buffer.words[2] & 0xFFFF);
}

static inline bool is_erasable(uint32_t sector)
{
    return sector < address_sectors() ||
           CHOICE(SECTORS) == CHOICE_SECTORS_IGNORED;
}

static inline void erase(uint32_t sector)
{
    if (sector < address_sectors())
        nvm_erase_sector(sector);
}

/* The codes of single banks are for parts with two. */
static inline bool erase_special(uint32_t code)
{
    if (code == ERASE_ALL)
        nvm_erase_all();
    return code == ERASE_ALL;
}

/* Without SPRMOD a sector whose bit is 0 is protected. */
static inline void protect_sectors(const uint16_t *sectors)
{
    nvm_write_option(OPTION_WRP, NWRP_NONE & ~(uint32_t)sectors[0]);
}

static inline void unprotect_sectors(void)
{
    nvm_write_option(OPTION_WRP, NWRP_NONE);
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * Writes flash, OTP and option bytes. RM0090 section 3. Errors of the hardware
 * are cleared and not reported: AN3155 defines no error for a write to a
 * protected sector.
 */
#ifndef ROM_STM32F4_NVM_H
#define ROM_STM32F4_NVM_H

#include <stdint.h>

enum {
    OPTION_USER, /* BOR_LEV, WDG_SW, nRST_STOP, nRST_STDBY */
    OPTION_RDP,
    OPTION_WRP /* nWRP, and SPRMOD in bit 15 */
};

/* The supply of the flash, as the host writes it to DEVICE_FEATURE: how many
 * bytes are programmed at a time. */
enum {
    SUPPLY_X8,      /* 1.8 to 2.1 V; after the start */
    SUPPLY_X16_LOW, /* 2.1 to 2.4 V */
    SUPPLY_X16,     /* 2.4 to 2.7 V */
    SUPPLY_X32,     /* 2.7 to 3.6 V */
    SUPPLY_X64,     /* with 9 V at VPP: programmed as by X32 */
    SUPPLIES
};
extern uint8_t nvm_supply[4]; /* the other three are 0xFF */

/* Erases one sector, or all of the flash. */
void nvm_erase_sector(uint32_t sector);
void nvm_erase_all(void);

/* Programs flash or OTP. ADDRESS and LENGTH are multiples of 4. */
void nvm_write_flash(uint32_t address, const uint32_t *words, uint32_t length);

/* Sets a field of OPTCR, which takes effect with nvm_load_options(). */
void nvm_write_option(unsigned index, uint32_t value);

/* Programs the option bytes, for which RDP level 1 -> 0 erases the flash, and
 * resets the chip. */
_Noreturn void nvm_load_options(void);

/* Returns the level of the readout protection: 0, 1 or 2. */
unsigned nvm_protection(void);

#endif

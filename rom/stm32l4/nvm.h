/* SPDX-License-Identifier: MIT
 *
 * Writes flash, OTP and option bytes. RM0351 section 3. An error of the
 * hardware is not reported, since AN3155 defines none, and not cleared: as
 * AN2606 has it, after a write to an address that is no multiple of 8 all later
 * ones fail.
 */
#ifndef ROM_STM32L4_NVM_H
#define ROM_STM32L4_NVM_H

#include <stdint.h>

enum {
    OPTION_USER, /* OPTR, RDP in bits 7:0 */
    OPTION_RDP,  /* of it, these bits alone */
    OPTION_WRP1A,
    OPTION_WRP1B,
    OPTION_WRP2A,
    OPTION_WRP2B
};

/* Erases one page of a bank, 0 or 1, or the whole of the banks: bit 0 bank 1,
 * bit 1 bank 2. Physical ones. */
void nvm_erase_page(uint32_t bank, uint32_t page);
void nvm_erase_banks(uint32_t banks);

/* Programs flash or OTP. ADDRESS and LENGTH are multiples of 4. */
void nvm_write_flash(uint32_t address, const uint32_t *words, uint32_t length);

/* Sets an option register, which takes effect with nvm_load_options(). */
void nvm_write_option(unsigned index, uint32_t value);

/* Programs the option bytes, for which RDP level 1 -> 0 erases the flash, and
 * loads them, which resets the chip. */
_Noreturn void nvm_load_options(void);

/* Returns the level of the readout protection: 0, 1 or 2. */
unsigned nvm_protection(void);

#endif

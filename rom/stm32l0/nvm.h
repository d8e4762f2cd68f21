/* SPDX-License-Identifier: MIT
 *
 * Writes flash, data EEPROM and option bytes. RM0367 section 3.3. Errors of the
 * hardware are cleared and not reported: AN3155 defines no error for a write to
 * a protected sector.
 */
#ifndef ROM_STM32L0_NVM_H
#define ROM_STM32L0_NVM_H

#include <stdint.h>

enum {
    OPTION_RDP = 0,
    OPTION_USER = 1,
    OPTION_WRP = 2, /* three of them: sectors 0-15, 16-31, 32-47 */
    OPTION_WORDS = 5
};

/* Erases one page; ADDRESS is its first word. */
void nvm_erase_page(uint32_t address);

/* Programs whole words: half pages where 64 aligned bytes are left; before and
 * after that by the reading `write`. ADDRESS and LENGTH are multiples of 4. */
void nvm_write_flash(uint32_t address, const uint32_t *words, uint32_t length);

/* Stores words to data EEPROM. */
void nvm_write_eeprom(uint32_t address, const uint32_t *words, uint32_t length);

/* Writes one option halfword with its complement; it takes effect when the
 * option bytes are loaded. RDP level 1 -> 0 erases flash and EEPROM. */
void nvm_write_option(unsigned index, uint32_t value);

/* Loads the option bytes, which resets the chip. */
_Noreturn void nvm_load_options(void);

/* Returns the level of the readout protection: 0, 1 or 2. */
unsigned nvm_protection(void);

#endif

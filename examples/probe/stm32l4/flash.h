/* SPDX-License-Identifier: MIT
 *
 * Erases and programs flash. RM0351 3.3.
 */
#ifndef EXAMPLES_PROBE_STM32L4_FLASH_H
#define EXAMPLES_PROBE_STM32L4_FLASH_H

#include <stdbool.h>
#include <stdint.h>

enum { PAGE_WORDS = 512 };

/* Returns the address of bank 2; 0 = the part has one bank. */
uint32_t flash_bank2(void);

/* True: COUNT words at AT are erased, and the ECC finds no fault in them. */
bool flash_blank(uint32_t at, unsigned count);

/* Erases the page at that address. */
void flash_erase(uint32_t page);

/* Programs a double word. */
void flash_program(uint32_t at, uint32_t low, uint32_t high);

/* Begins to program a double word, and resets so many turns of a loop later. */
_Noreturn void flash_tear(uint32_t at, uint32_t low, uint32_t high,
                          unsigned turns);

/* True: each read of the word makes the ECC report two wrong bits. */
bool flash_torn(uint32_t at);

/* Sets the bits of FLASH_OPTR in MASK to VALUE. Nothing is programmed
 * (shadow.h). */
void flash_set_options(uint32_t mask, uint32_t value);

#endif

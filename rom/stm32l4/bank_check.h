/* SPDX-License-Identifier: MIT
 *
 * The bank check of the L476 and L496: decides whether a bank starts instead of
 * the bootloader. docs/rom-l4.md, section 3.
 */
#ifndef ROM_STM32L4_BANK_CHECK_H
#define ROM_STM32L4_BANK_CHECK_H

#include <stdint.h>

/* Returns BANK_STAY, BANK_BRANCH or BANK_RESET, and maps the bank that is to be
 * started. start.S calls it once RAM is initialised. */
uint32_t bank_check(void);

/* Set by the NMI handler of start.S. */
extern volatile uint32_t bank_torn;

#endif

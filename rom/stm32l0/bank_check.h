/* SPDX-License-Identifier: MIT
 *
 * The bank check of V4.1 and V11.2: decides whether a bank starts instead of
 * the bootloader. docs/rom.md has the sources.
 */
#ifndef ROM_STM32L0_BANK_CHECK_H
#define ROM_STM32L0_BANK_CHECK_H

#include <stdint.h>

/* Returns BANK_STAY, BANK_BRANCH or BANK_RESET, and maps the bank that is to be
 * started. start.S calls it once RAM is initialised. */
uint32_t bank_check(void);

#endif

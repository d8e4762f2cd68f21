/* SPDX-License-Identifier: MIT
 *
 * What DFU does to the memories of an STM32L43x, beside commands.h.
 */
#ifndef ROM_STM32L4_DFU_MEMORY_H
#define ROM_STM32L4_DFU_MEMORY_H

#include <stdbool.h>

#include "rom/stm32l4/address.h"
#include "rom/stm32l4/commands.h"
#include "rom/stm32l4/head.h"
#include "rom/stm32l4/nvm.h"

/* Milliseconds, at most: ten double words take 0.91, a page or all of the flash
 * 24.5 (DS11451). */
enum { DFU_ERASE_MS = 25, DFU_OPTION_MS = 100, DFU_PAGES = 1 };
#define DFU_FLASH_MS(address, length) ((length) / 80 + 1)
#define DFU_OWN_MS(length)            DFU_FLASH_MS(0, length)

#define DFU_WRITE_OPTIONS(length) write_options(length)

/* AN2606, V9.1 with 0xFF: writes of more than 256 bytes come out wrong unless
 * their length is a multiple of 8. How is not stated. */
#define DFU_CORRUPTS(length)                                                   \
    (ROM_INFO == ROM_INFO_OLD && (length) > 256 && (length) % 8)

static inline void dfu_erase(uint32_t address, bool all)
{
    if (all)
        nvm_erase_banks(1);
    else
        erase((address - FLASH_BASE) / FLASH_PAGE_SIZE);
}

static inline void dfu_default_options(void)
{
    nvm_write_option(OPTION_RDP, RDP_LEVEL0);
}

#endif

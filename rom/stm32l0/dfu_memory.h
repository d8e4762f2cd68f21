/* SPDX-License-Identifier: MIT
 *
 * What DFU does to the memories of an STM32L07x/L08x, beside commands.h.
 */
#ifndef ROM_STM32L0_DFU_MEMORY_H
#define ROM_STM32L0_DFU_MEMORY_H

#include "rom/stm32l0/address.h"
#include "rom/stm32l0/bank_check.h"
#include "rom/stm32l0/commands.h"
#include "rom/stm32l0/nvm.h"

/* Milliseconds of one operation of the flash: 3.94 at most (RM0367). In flash
 * what is not a whole half page goes word by word; a word of EEPROM is erased
 * first. */
enum { OPERATION_MS = 4, DFU_ERASE_MS = OPERATION_MS };
#define DFU_FLASH_MS(address, length)                                          \
    ((((address) | (length)) % HALF_PAGE ? (length) / 4                        \
                                         : (length) / HALF_PAGE) *             \
     OPERATION_MS)
#define DFU_OWN_MS(length) ((length) / 4 * 2 * OPERATION_MS)
#define DFU_OPTION_MS      (OPTION_WORDS * 2 * OPERATION_MS)

/* All of the flash is erased page by page. */
#define DFU_PAGES               address_pages()
#define dfu_erase(address, all) nvm_erase_page(address)

#define DFU_CORRUPTS(length) false

#define head_valid bank_head

/* As write_options(); a macro, so that the images stay as they were. */
#define DFU_WRITE_OPTIONS(length)                                              \
    for (unsigned i = 0; i < (length) / 4 && i < OPTION_WORDS; i++)            \
    nvm_write_option(i, buffer.words[i])

static inline void dfu_default_options(void)
{
    static const uint16_t defaults[OPTION_WORDS] = {
        [OPTION_RDP] = RDP_LEVEL0, [OPTION_USER] = 0x8070};
    for (unsigned i = OPTION_WORDS; i-- > 0;)
        nvm_write_option(i, defaults[i]);
}

#endif

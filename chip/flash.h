/* SPDX-License-Identifier: MIT
 *
 * Flash, data EEPROM and option bytes: locks, operations, timing, protection.
 * RM0367 section 3.
 */
#ifndef CHIP_FLASH_H
#define CHIP_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

enum flash_operation {
    FLASH_IDLE,
    FLASH_PROGRAM_WORD,
    FLASH_PROGRAM_HALF_PAGE,
    FLASH_ERASE_PAGE,
    FLASH_EEPROM_WRITE,
    FLASH_EEPROM_ERASE,
    FLASH_OPTION_WRITE,
    FLASH_MASS_ERASE /* RDP level 1 -> 0 */
};

struct flash {
    uint32_t acr, pecr, sr, optr;
    uint32_t wrprot1, wrprot2;
    enum flash_operation operation; /* in flight while SR.BSY=1 */
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void flash_reset(struct chip *chip, enum reset_kind kind);
enum access flash_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access flash_write(struct chip *chip, uint32_t offset, uint32_t value);
void flash_due(struct chip *chip);
/* A store of 1, 2 or 4 bytes to NVM, EEPROM or option bytes. `address` is the
 * unaliased one (0x08000000.., 0x08080000.., 0x1FF80000..). */
enum access flash_store(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t value);
/* Before a core read or fetch of NVM or system memory: holds the core while
 * that bank is busy (bus.stall_ps), and aborts a half-page load. */
void flash_touch(struct chip *chip, uint32_t address);
/* True while flash_touch() has something to do for some address: an operation
 * is in flight or a half page is being loaded. */
bool flash_attentive(const struct chip *chip);
/* Loads the option bytes into OPTR and WRPROT. */
void flash_load_options(struct chip *chip);
/* Readout protection level in force: 0, 1 or 2. */
unsigned flash_rdp(const struct chip *chip);
/* Wait states of a fetch after a branch, and of a sequential word. */
unsigned flash_wait_branch(const struct chip *chip);
unsigned flash_wait_sequential(const struct chip *chip);
/* Physical offset in chip.nvm of a flash address, following UFB. */
uint32_t flash_physical(const struct chip *chip, uint32_t address);

#endif

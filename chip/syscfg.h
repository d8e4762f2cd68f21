/* SPDX-License-Identifier: MIT
 *
 * System configuration: MEM_MODE, UFB, BOOT_MODE, EXTICR. RM0367 section 10.
 */
#ifndef CHIP_SYSCFG_H
#define CHIP_SYSCFG_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

struct syscfg {
    uint32_t cfgr1, cfgr2, exticr[4], cfgr3;
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void syscfg_reset(struct chip *chip, enum reset_kind kind);
enum access syscfg_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access syscfg_write(struct chip *chip, uint32_t offset, uint32_t value);
/* 0 main NVM, 1 system memory, 3 SRAM. */
unsigned syscfg_mem_mode(const struct chip *chip);
/* UFB: bank 2 at FLASH_BASE. */
bool syscfg_ufb(const struct chip *chip);

#endif

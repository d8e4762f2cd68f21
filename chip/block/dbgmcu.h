/* SPDX-License-Identifier: MIT
 *
 * MCU debug component: IDCODE, freeze bits (kept, without effect: there is no
 * debugger). RM0367 section 33.9. IDCODE answers without DBGEN (assumed:
 * ST's HAL reads it so).
 */
#ifndef CHIP_BLOCK_DBGMCU_H
#define CHIP_BLOCK_DBGMCU_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

struct dbgmcu {
    uint32_t cr, apb1_fz, apb2_fz;
    uint16_t rev_id; /* 0x1000 A, 0x2000 B, 0x2008 Z */
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void dbgmcu_reset(struct chip *chip, enum reset_kind kind);
enum access dbgmcu_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access dbgmcu_write(struct chip *chip, uint32_t offset, uint32_t value);

#endif

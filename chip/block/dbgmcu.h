/* SPDX-License-Identifier: MIT
 *
 * MCU debug component: IDCODE, freeze bits (kept, without effect: there is no
 * debugger). RM0367 section 33.9. IDCODE answers without DBGEN (assumed:
 * ST's HAL reads it so).
 */
#ifndef CHIP_BLOCK_DBGMCU_H
#define CHIP_BLOCK_DBGMCU_H

#include "chip/map.h"

extern const struct map_kind dbgmcu;

struct dbgmcu {
    uint32_t cr, apb1_fz, apb2_fz, apb1_fz2;
};

/* The bits that a family has; apb1_fz2: before APB2_FZ there is APB1_FZ2. */
struct dbgmcu_variant {
    uint32_t cr, apb1_fz, apb2_fz, apb1_fz2;
};

#endif

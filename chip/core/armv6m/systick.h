/* SPDX-License-Identifier: MIT
 *
 * SysTick, 24 bits. DDI0419 B3.3. The external reference is HCLK/8 (RM0367
 * section 7.2, clock tree). The counter is a function of `cycle`.
 */
#ifndef CHIP_CORE_ARMV6M_SYSTICK_H
#define CHIP_CORE_ARMV6M_SYSTICK_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"

struct systick {
    uint32_t csr; /* ENABLE, TICKINT, CLKSOURCE, COUNTFLAG */
    uint32_t rvr;
    uint32_t count; /* CVR at base_cycle */
    uint64_t base_cycle;
};

void systick_reset(struct chip *chip);
enum access systick_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access systick_write(struct chip *chip, uint32_t offset, uint32_t value);
void systick_due(struct chip *chip);
/* Re-arms the due time after HCLK changed. */
void systick_rearm(struct chip *chip);

#endif

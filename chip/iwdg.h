/* SPDX-License-Identifier: MIT
 *
 * Independent watchdog on the LSI. RM0367 section 25.
 */
#ifndef CHIP_IWDG_H
#define CHIP_IWDG_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

struct iwdg {
    uint32_t pr, rlr, winr; /* as written; in force after the update */
    bool running, unlocked;
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void iwdg_reset(struct chip *chip, enum reset_kind kind);
enum access iwdg_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access iwdg_write(struct chip *chip, uint32_t offset, uint32_t value);
void iwdg_due(struct chip *chip);

#endif

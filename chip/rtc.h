/* SPDX-License-Identifier: MIT
 *
 * Real-time clock domain: backup registers, write protection, CR.BKP, calendar
 * registers. RM0367 section 27. Not modelled: counting time, alarms, wake-up.
 */
#ifndef CHIP_RTC_H
#define CHIP_RTC_H

#include <stdbool.h>
#include <stdint.h>

#include "bus.h"
#include "reset.h"

struct rtc {
    uint32_t tr, dr, cr, isr, prer, wutr, bkpr[5];
    uint8_t wpr_step; /* keys seen: 2 = unlocked */
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void rtc_reset(struct chip *chip, enum reset_kind kind);
enum access rtc_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access rtc_write(struct chip *chip, uint32_t offset, uint32_t value);

#endif

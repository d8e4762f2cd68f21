/* SPDX-License-Identifier: MIT
 *
 * Real-time clock domain: backup registers, write protection, CR.BKP, calendar
 * registers and the INIT/RSF handshake. RM0367 section 27. The domain is lost
 * with the supply (the L0 has no VBAT) and by RCC_CSR.RTCRST only.
 * Not modelled: counting time (TR and DR keep what was written), sub-seconds,
 * alarms, wake-up timer, time stamp, tamper, calibration. Using one of them is
 * told. Registers answer without RTCEN (assumed).
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_BLOCK_RTC_V2_H
#define CHIP_BLOCK_RTC_V2_H

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

enum { RTC_BACKUPS = 5 };

struct rtc {
    uint32_t tr, dr, cr, prer, wutr, bkpr[RTC_BACKUPS];
    bool init;        /* ISR.INIT */
    uint64_t init_ps; /* INITF reads 1 from then on; NEVER */
    uint64_t rsf_ps;  /* RSF reads 1 from then on; NEVER */
    uint8_t wpr_step; /* keys seen: 2 = unlocked */
};

/* RESET_NONE: reset through RCC_CSR.RTCRST alone. */
void rtc_reset(struct chip *chip, enum reset_kind kind);
enum access rtc_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access rtc_write(struct chip *chip, uint32_t offset, uint32_t value);
/* RTCCLK started or stopped. */
void rtc_clock_changed(struct chip *chip);

#endif

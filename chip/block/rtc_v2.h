/* SPDX-License-Identifier: MIT
 *
 * Real-time clock domain: backup registers, write protection, CR.BKP, calendar
 * registers and the INIT/RSF handshake. RM0367 section 27. The domain is lost
 * with the supply (the L0 has no VBAT) and by RCC_CSR.RTCRST only.
 * Not modelled: counting time (TR and DR keep what was written), sub-seconds,
 * alarms, wake-up timer, time stamp, tamper, calibration. Using one of them is
 * reported. Registers answer without RTCEN (assumed).
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_BLOCK_RTC_V2_H
#define CHIP_BLOCK_RTC_V2_H

#include "chip/map.h"

enum { RTC_BACKUPS = 5 };

extern const struct map_kind rtc_v2;

struct rtc_v2 {
    uint32_t tr, dr, cr, prer, wutr, bkpr[RTC_BACKUPS];
    bool init;        /* ISR.INIT */
    uint64_t init_ps; /* INITF reads 1 from then on; NEVER */
    uint64_t rsf_ps;  /* RSF reads 1 from then on; NEVER */
    uint8_t wpr_step; /* keys seen: 2 = unlocked */
};

#endif

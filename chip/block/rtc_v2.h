/* SPDX-License-Identifier: MIT
 *
 * Real-time clock with its domain: calendar, sub-seconds, alarms, wake-up
 * timer, tamper, time stamps, write protection, backup registers. RM0367
 * section 27. The domain is lost with the supply (the L0 has no VBAT) and by
 * RCC_CSR.RTCRST only.
 * rtc_v2.c has the registers, rtc_v2_calendar.c and rtc_v2_date.c what counts,
 * rtc_v2_shadow.c what the bus sees of it, rtc_v2_alarm.c and rtc_v2_wakeup.c
 * the events of the clock, rtc_v2_tamper.c those of the pins, rtc_v2_event.c
 * flags and lines, rtc_v2_sync.c the handshakes and INIT mode.
 *
 * Assumed, where RM0367 is silent or could not be read: registers answer
 * without RTCEN; a handshake takes two cycles of RTCCLK from the write, and
 * what it announces acts at once; an alarm that is set in the second it matches
 * waits for the next match; a calibration spreads its ticks evenly.
 *
 * Not modelled: tamper detection by levels (TAMPFLT), the reference clock,
 * outputs on pins; using one of them is reported. The calendar does not stop
 * while a debugger holds the core.
 *
 * What cites RM0367 without a grade is assumed: the text of that section could
 * not be checked, but that of the same block in RM0090, RM0091 and RM0365 was.
 */
#ifndef CHIP_BLOCK_RTC_V2_H
#define CHIP_BLOCK_RTC_V2_H

#include "chip/block/rtc_v2_state.h"

/* Due event: the next flag of an alarm or the wake-up timer. */
extern const struct map_kind rtc_v2;

#endif

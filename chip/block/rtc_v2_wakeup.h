/* SPDX-License-Identifier: MIT
 *
 * The wake-up timer of an RTC, see rtc_v2.h.
 */
#ifndef CHIP_BLOCK_RTC_V2_WAKEUP_H
#define CHIP_BLOCK_RTC_V2_WAKEUP_H

#include "chip/block/rtc_v2_state.h"

/* Starts it, at this tick of RTCCLK. */
void rtc_v2_wakeup_start(struct rtc_v2 *rtc, uint64_t tick);
/* Returns whether it has run out at this tick, for which the counters stand;
 * then it goes on with its next period. */
bool rtc_v2_wakeup_over(struct rtc_v2 *rtc, uint64_t tick);
/* Returns the tick at which it runs out; `counting`: the calendar runs. */
uint64_t rtc_v2_wakeup_tick(const struct rtc_v2 *rtc, bool counting);
/* Counts ticks from this one, which becomes 0. */
void rtc_v2_wakeup_rebase(struct rtc_v2 *rtc, uint64_t tick);

#endif

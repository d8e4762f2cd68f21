/* SPDX-License-Identifier: MIT
 *
 * The counters of an RTC: ticks of RTCCLK, prescalers, sub-seconds, calendar.
 * They are computed when somebody looks, from where they stood last.
 */
#ifndef CHIP_BLOCK_RTC_V2_CALENDAR_H
#define CHIP_BLOCK_RTC_V2_CALENDAR_H

#include "chip/block/rtc_v2_state.h"

/* Returns how many ticks RTCCLK has made at `ps`. */
uint64_t rtc_v2_calendar_ticks(const struct rtc_v2 *rtc, uint64_t ps);
/* Returns when it makes this tick, in ps. */
uint64_t rtc_v2_calendar_ps(const struct rtc_v2 *rtc, uint64_t tick);
/* Returns the counters at a tick; those that stand in `rtc` if it lies behind.
 */
struct rtc_v2_counters rtc_v2_calendar_at(const struct rtc_v2 *rtc,
                                          uint64_t tick);
/* Returns the tick at which the sub-seconds get to `ss` in the `second`-th
 * second from now; 0 = the present one, where `ss` must lie ahead. */
uint64_t rtc_v2_calendar_tick(const struct rtc_v2 *rtc, uint64_t second,
                              uint32_t ss);
/* Lets the prescalers begin anew, at a tick. */
void rtc_v2_calendar_start(struct rtc_v2 *rtc, uint64_t tick);
/* Delays the calendar by sub-seconds, and adds a second if asked. */
void rtc_v2_calendar_shift(struct rtc_v2 *rtc, bool add1s, uint32_t subfs);

#endif

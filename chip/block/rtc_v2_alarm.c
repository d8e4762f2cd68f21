/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_alarm.h"

#include "chip/block/rtc_v2_calendar.h"
#include "chip/block/rtc_v2_date.h"

/*  31   | 30    | 29:24 | 23   | 22:16     | 15   | 14:8    | 7    | 6:0
 *  MSK4 | WDSEL | date  | MSK3 | PM, hours | MSK2 | minutes | MSK1 | seconds
 * The fields are those of TR; with WDSEL the date is a day of the week. */
#define MSK1  (1u << 7)
#define MSK2  (1u << 15)
#define MSK3  (1u << 23)
#define MSK4  (1u << 31)
#define WDSEL (1u << 30)

#define SECONDS 0x0000007Fu
#define MINUTES 0x00007F00u
#define HOURS   0x007F0000u

/* A date comes again within 62 days, then its hour, minute and second. */
enum { STEPS = 512 };

static bool day_matches(uint32_t alarm, uint32_t dr)
{
    if (alarm & MSK4)
        return true;
    if (alarm & WDSEL)
        return (alarm >> 24 & 0xF) == (dr >> 13 & 7);
    return (alarm >> 24 & 0x3F) == (dr & 0x3F);
}

/* Returns how many seconds from `date` the first field that differs can become
 * right; 0 = all are. */
static uint32_t seconds_off(const struct rtc_v2 *rtc, uint32_t alarm,
                            const struct rtc_v2_date *date)
{
    uint32_t differ = alarm ^ rtc_v2_date_tr(date, rtc->cr & RTC_CR_FMT);
    if (!day_matches(alarm, rtc_v2_date_dr(date)))
        return RTC_V2_DAY - date->second;
    if (!(alarm & MSK3) && differ & HOURS)
        return RTC_V2_HOUR - date->second % RTC_V2_HOUR;
    if (!(alarm & MSK2) && differ & MINUTES)
        return RTC_V2_MINUTE - date->second % RTC_V2_MINUTE;
    return !(alarm & MSK1) && differ & SECONDS;
}

/* Finds the first value from `from` down whose low MASKSS bits are those of the
 * alarm. */
static bool sub_second(uint32_t alrmssr, uint32_t from, uint32_t *ss)
{
    uint32_t mask = (1u << (alrmssr >> 24 & 15)) - 1;
    uint32_t want = alrmssr & mask;
    if (from < want)
        return false;
    *ss = from - ((from - want) & mask);
    return true;
}

static struct rtc_v2_date date_of(const struct rtc_v2 *rtc,
                                  const struct rtc_v2_counters *at)
{
    return rtc_v2_date(at->tr, at->dr, rtc->cr & RTC_CR_FMT);
}

/* In the present second only sub-seconds can match: without them an alarm comes
 * as the seconds are incremented (RM0367 27.7.17). */
static bool this_second(const struct rtc_v2 *rtc, unsigned alarm, uint32_t *ss)
{
    struct rtc_v2_date date = date_of(rtc, &rtc->count);
    return rtc->alrmssr[alarm] >> 24 & 15 && rtc->count.ss &&
           sub_second(rtc->alrmssr[alarm], rtc->count.ss - 1, ss) &&
           !seconds_off(rtc, rtc->alrmr[alarm], &date);
}

uint64_t rtc_v2_alarm_tick(const struct rtc_v2 *rtc, unsigned alarm)
{
    uint32_t reload = rtc_v2_prediv_s(rtc), ss;
    if (this_second(rtc, alarm, &ss))
        return rtc_v2_calendar_tick(rtc, 0, ss);
    if (!sub_second(rtc->alrmssr[alarm], reload, &ss))
        return NEVER;

    struct rtc_v2_counters next =
        rtc_v2_calendar_at(rtc, rtc_v2_calendar_tick(rtc, 1, reload));
    struct rtc_v2_date date = date_of(rtc, &next);
    uint64_t second = 1;
    for (unsigned i = 0; i < STEPS; i++) {
        uint32_t off = seconds_off(rtc, rtc->alrmr[alarm], &date);
        if (!off)
            return rtc_v2_calendar_tick(rtc, second, ss);
        rtc_v2_date_add(&date, off);
        second += off;
    }
    return NEVER;
}

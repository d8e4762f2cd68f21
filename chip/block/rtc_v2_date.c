/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_date.h"

#define TR_PM (1u << 22)

static unsigned from_bcd(uint32_t bcd)
{
    return (bcd >> 4) * 10 + (bcd & 0xF);
}

static uint32_t to_bcd(unsigned number)
{
    return number / 10 % 10 << 4 | number % 10;
}

static unsigned hour_of(uint32_t tr, bool twelve)
{
    unsigned hour = from_bcd(tr >> 16 & 0x3F);
    return twelve ? hour % 12 + (tr & TR_PM ? 12 : 0) : hour;
}

struct rtc_v2_date rtc_v2_date(uint32_t tr, uint32_t dr, bool twelve)
{
    return (struct rtc_v2_date){
        .year = from_bcd(dr >> 16 & 0xFF),
        .weekday = dr >> 13 & 7,
        .month = from_bcd(dr >> 8 & 0x1F),
        .day = from_bcd(dr & 0x3F),
        .second = hour_of(tr, twelve) * RTC_V2_HOUR +
                  from_bcd(tr >> 8 & 0x7F) * RTC_V2_MINUTE +
                  from_bcd(tr & 0x7F),
    };
}

uint32_t rtc_v2_date_tr(const struct rtc_v2_date *date, bool twelve)
{
    unsigned hour = date->second / RTC_V2_HOUR;
    uint32_t pm = twelve && hour >= 12 ? TR_PM : 0;
    if (twelve)
        hour = hour % 12 ? hour % 12 : 12;
    return pm | to_bcd(hour) << 16 |
           to_bcd(date->second / RTC_V2_MINUTE % 60) << 8 |
           to_bcd(date->second % 60);
}

uint32_t rtc_v2_date_dr(const struct rtc_v2_date *date)
{
    return to_bcd(date->year) << 16 | date->weekday << 13 |
           to_bcd(date->month) << 8 | to_bcd(date->day);
}

static unsigned days_in_month(const struct rtc_v2_date *date)
{
    static const uint8_t days[16] = {31, 31, 28, 31, 30, 31, 30, 31,
                                     31, 30, 31, 30, 31, 31, 31, 31};
    if (date->month == 2 && date->year % 4 == 0)
        return 29;
    return days[date->month & 15];
}

static void next_day(struct rtc_v2_date *date)
{
    date->weekday = date->weekday % 7 + 1;
    if (date->day++ < days_in_month(date))
        return;
    date->day = 1;
    if (date->month++ < 12)
        return;
    date->month = 1;
    date->year = (date->year + 1) % 100;
}

void rtc_v2_date_add(struct rtc_v2_date *date, uint64_t seconds)
{
    uint64_t total = date->second + seconds;
    date->second = (uint32_t)(total % RTC_V2_DAY);
    for (uint64_t days = total / RTC_V2_DAY; days; days--)
        next_day(date);
}

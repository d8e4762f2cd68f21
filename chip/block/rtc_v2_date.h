/* SPDX-License-Identifier: MIT
 *
 * Date and time of day, between the BCD of the registers and numbers. Years are
 * 00-99, those that 4 divides have a 29th of February (RM0367 27.4). Values
 * that are no date are counted on as numbers (assumed).
 */
#ifndef CHIP_BLOCK_RTC_V2_DATE_H
#define CHIP_BLOCK_RTC_V2_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { RTC_V2_DAY = 24 * 60 * 60, RTC_V2_HOUR = 60 * 60, RTC_V2_MINUTE = 60 };

struct rtc_v2_date {
    unsigned year, month, day;
    unsigned weekday; /* 1 = Monday */
    uint32_t second;  /* of the day */
};

/* Converts TR and DR; `twelve`: hours 12, 1 ... 11 with PM (CR.FMT). */
struct rtc_v2_date rtc_v2_date(uint32_t tr, uint32_t dr, bool twelve);
/* Returns TR or DR. */
uint32_t rtc_v2_date_tr(const struct rtc_v2_date *date, bool twelve);
uint32_t rtc_v2_date_dr(const struct rtc_v2_date *date);
/* Lets seconds pass. */
void rtc_v2_date_add(struct rtc_v2_date *date, uint64_t seconds);

#endif

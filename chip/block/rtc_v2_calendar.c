/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_calendar.h"

#include "chip/block/rtc_v2_date.h"

/*  15   | 14    | 13     | 8:0
 *  CALP | CALW8 | CALW16 | CALM */
#define CALR_CALP (1u << 15)
#define CALR_CALM 0x1FFu

enum { CALIBRATION_CYCLE = 1 << 20, CALP_PULSES = 512 };

/* --- RTCCLK --- */

uint64_t rtc_v2_calendar_ticks(const struct rtc_v2 *rtc, uint64_t ps)
{
    if (!rtc->hz || ps <= rtc->origin_ps)
        return 0;
    uint64_t elapsed = ps - rtc->origin_ps;
    return elapsed / PS_PER_S * rtc->hz +
           elapsed % PS_PER_S * rtc->hz / PS_PER_S;
}

uint64_t rtc_v2_calendar_ps(const struct rtc_v2 *rtc, uint64_t tick)
{
    if (!rtc->hz || tick / rtc->hz >= NEVER / PS_PER_S / 2)
        return NEVER;
    return rtc->origin_ps + tick / rtc->hz * PS_PER_S +
           (tick % rtc->hz * PS_PER_S + rtc->hz - 1) / rtc->hz;
}

/* --- smooth calibration --- */

/* RM0367 27.4.12: of 2^20 + CALM - 512 CALP ticks the calendar sees 2^20. They
 * are spread evenly here; silicon leaves out and inserts single ones. */
static uint64_t cycle(const struct rtc_v2 *rtc)
{
    return CALIBRATION_CYCLE + (rtc->calr & CALR_CALM) -
           (rtc->calr & CALR_CALP ? CALP_PULSES : 0);
}

/* Returns how many ticks the calendar sees of `ticks`. */
static uint64_t calibrate(const struct rtc_v2 *rtc, uint64_t ticks,
                          uint32_t *fraction)
{
    uint64_t per = cycle(rtc);
    uint64_t rest = ticks % per * CALIBRATION_CYCLE + *fraction;
    *fraction = (uint32_t)(rest % per);
    return ticks / per * CALIBRATION_CYCLE + rest / per;
}

/* Returns after how many ticks the calendar has seen `seen` of them. */
static uint64_t uncalibrate(const struct rtc_v2 *rtc, uint64_t seen)
{
    uint64_t per = cycle(rtc);
    uint64_t rest = seen % CALIBRATION_CYCLE * per + CALIBRATION_CYCLE - 1;
    uint64_t ticks = seen / CALIBRATION_CYCLE * per;
    if (rest >= rtc->count.fraction)
        return ticks + (rest - rtc->count.fraction) / CALIBRATION_CYCLE;
    return ticks ? ticks - 1 : 0;
}

/* --- counters --- */

static uint32_t apre_ticks(const struct rtc_v2 *rtc)
{
    return (rtc->prer >> 16 & 0x7F) + 1;
}

/* RM0367 27.7.3: ADD1H and SUB1H act with the next second; SUB1H does nothing
 * in the first hour of a day. That ADD1H carries into the date is assumed. */
static void change_hour(struct rtc_v2_date *date, int32_t hours)
{
    if (hours > 0)
        rtc_v2_date_add(date, RTC_V2_HOUR);
    else if (hours < 0 && date->second >= RTC_V2_HOUR)
        date->second -= RTC_V2_HOUR;
}

static void pass_seconds(const struct rtc_v2 *rtc, struct rtc_v2_counters *at,
                         uint64_t seconds)
{
    bool twelve = rtc->cr & RTC_CR_FMT;
    struct rtc_v2_date date = rtc_v2_date(at->tr, at->dr, twelve);
    rtc_v2_date_add(&date, 1);
    change_hour(&date, at->hours);
    rtc_v2_date_add(&date, seconds - 1);
    at->hours = 0;
    at->tr = rtc_v2_date_tr(&date, twelve);
    at->dr = rtc_v2_date_dr(&date);
}

static void pass_apre(const struct rtc_v2 *rtc, struct rtc_v2_counters *at,
                      uint64_t periods)
{
    uint32_t reload = rtc_v2_prediv_s(rtc);
    if (periods <= at->ss) {
        at->ss -= (uint32_t)periods;
        return;
    }
    periods -= at->ss + 1;
    uint64_t seconds = 1 + periods / (reload + 1);
    at->ss = reload - (uint32_t)(periods % (reload + 1));
    at->seconds += seconds;
    pass_seconds(rtc, at, seconds);
}

struct rtc_v2_counters rtc_v2_calendar_at(const struct rtc_v2 *rtc,
                                          uint64_t tick)
{
    struct rtc_v2_counters at = rtc->count;
    if (tick <= at.tick)
        return at;
    uint64_t ticks =
        at.prescaler + calibrate(rtc, tick - at.tick, &at.fraction);
    at.tick = tick;
    at.prescaler = (uint32_t)(ticks % apre_ticks(rtc));
    pass_apre(rtc, &at, ticks / apre_ticks(rtc));
    return at;
}

uint64_t rtc_v2_calendar_tick(const struct rtc_v2 *rtc, uint64_t second,
                              uint32_t ss)
{
    const struct rtc_v2_counters *now = &rtc->count;
    uint64_t reload = rtc_v2_prediv_s(rtc);
    uint64_t periods =
        second ? now->ss + 1 + (second - 1) * (reload + 1) + (reload - ss)
               : now->ss - ss;
    return now->tick +
           uncalibrate(rtc, periods * apre_ticks(rtc) - now->prescaler);
}

void rtc_v2_calendar_start(struct rtc_v2 *rtc, uint64_t tick)
{
    rtc->count.tick = tick;
    rtc->count.fraction = 0;
    rtc->count.prescaler = 0;
    rtc->count.ss = rtc_v2_prediv_s(rtc);
}

void rtc_v2_calendar_shift(struct rtc_v2 *rtc, bool add1s, uint32_t subfs)
{
    rtc->count.ss = (rtc->count.ss + subfs) & 0xFFFF;
    if (add1s)
        pass_seconds(rtc, &rtc->count, 1);
}

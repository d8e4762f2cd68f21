/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_wakeup.h"

#include "chip/block/rtc_v2_calendar.h"

/* WUCKSEL: 0xx = RTCCLK / 16, 8, 4, 2; 10x = ck_spre; 11x = the same, with 2^16
 * added to WUT (RM0367 27.7.3). */
static bool counts_seconds(const struct rtc_v2 *rtc)
{
    return rtc->cr & 4;
}

/* RM0367 27.7.6: WUT + 1 cycles. */
static uint64_t period(const struct rtc_v2 *rtc)
{
    uint64_t cycles = (uint64_t)rtc->wutr + 1;
    if (!counts_seconds(rtc))
        return cycles * (16u >> (rtc->cr & 3));
    return rtc->cr & 2 ? cycles + 0x10000 : cycles;
}

static uint64_t now(const struct rtc_v2 *rtc, uint64_t tick)
{
    return counts_seconds(rtc) ? rtc->count.seconds : tick;
}

/* Assumed: the divider of RTCCLK begins with the timer. */
void rtc_v2_wakeup_start(struct rtc_v2 *rtc, uint64_t tick)
{
    rtc->wakeup_next = now(rtc, tick) + period(rtc);
}

bool rtc_v2_wakeup_over(struct rtc_v2 *rtc, uint64_t tick)
{
    uint64_t at = now(rtc, tick);
    if (!(rtc->cr & RTC_CR_WUTE) || at < rtc->wakeup_next)
        return false;
    uint64_t periods = (at - rtc->wakeup_next) / period(rtc) + 1;
    rtc->wakeup_next += periods * period(rtc);
    return true;
}

uint64_t rtc_v2_wakeup_tick(const struct rtc_v2 *rtc, bool counting)
{
    if (!(rtc->cr & RTC_CR_WUTE))
        return NEVER;
    if (!counts_seconds(rtc))
        return rtc->wakeup_next;
    return counting
               ? rtc_v2_calendar_tick(rtc,
                                      rtc->wakeup_next - rtc->count.seconds,
                                      rtc_v2_prediv_s(rtc))
               : NEVER;
}

void rtc_v2_wakeup_rebase(struct rtc_v2 *rtc, uint64_t tick)
{
    if (!counts_seconds(rtc) && rtc->cr & RTC_CR_WUTE)
        rtc->wakeup_next -= tick;
}

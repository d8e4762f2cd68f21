/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_event.h"

#include "chip/block/exti.h"
#include "chip/block/rtc_v2_alarm.h"
#include "chip/block/rtc_v2_calendar.h"
#include "chip/block/rtc_v2_sync.h"
#include "chip/block/rtc_v2_tamper.h"
#include "chip/block/rtc_v2_wakeup.h"
#include "chip/clock.h"
#include "chip/due.h"

/* In CR the enable bits of the interrupts lie 4 above the flags. */
static uint32_t enabled(const struct chip *chip, const struct map_row *row)
{
    const struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    uint32_t flags = RTC_ISR_ALARMS | RTC_ISR_WUTF | RTC_ISR_TSF;
    return (rtc->cr >> 4 & flags) | rtc_v2_tamper_enabled(chip, row);
}

static bool alarm_on(const struct rtc_v2 *rtc, unsigned alarm)
{
    return rtc->cr & RTC_CR_ALRAE << alarm;
}

void rtc_v2_event_update(struct chip *chip, struct rtc_v2 *rtc)
{
    uint64_t tick = rtc_v2_sync_tick(chip, rtc);

    for (unsigned i = 0; i < RTC_V2_ALARMS; i++)
        if (alarm_on(rtc, i) && rtc->alarm_tick[i] <= tick)
            rtc->flags |= RTC_ISR_ALRAF << i;
    rtc->count = rtc_v2_calendar_at(rtc, tick);
    if (rtc_v2_wakeup_over(rtc, rtc_v2_calendar_ticks(rtc, clock_ps(chip))))
        rtc->flags |= RTC_ISR_WUTF;
}

/* A rising line wakes the chip from Standby too (RM0367 27.5). */
static void set_line(struct chip *chip, const struct map_row *row,
                     unsigned line, uint32_t flags)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    bool was = rtc->lines & flags;
    rtc->lines &= ~flags;
    rtc->lines |= rtc->flags & enabled(chip, row) & flags;
    bool level = rtc->lines & flags;

    if (level && !was)
        map_of(chip)->rtc_event(chip);
    exti_line(chip, line, level);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* A flag that is set already needs no event. */
void rtc_v2_event_arm(struct chip *chip, const struct map_row *row)
{
    const struct rtc_v2_variant *has = row->variant;
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    bool counting = rtc->hz && !rtc->init;
    uint64_t first = NEVER;

    for (unsigned i = 0; i < RTC_V2_ALARMS; i++) {
        bool waits =
            counting && alarm_on(rtc, i) && !(rtc->flags & RTC_ISR_ALRAF << i);
        rtc->alarm_tick[i] = waits ? rtc_v2_alarm_tick(rtc, i) : NEVER;
        first = earlier(first, rtc->alarm_tick[i]);
    }
    if (!(rtc->flags & RTC_ISR_WUTF))
        first = earlier(first, rtc_v2_wakeup_tick(rtc, counting));
    due_set(chip, row->due,
            first == NEVER ? NEVER : rtc_v2_calendar_ps(rtc, first));
    set_line(chip, row, has->alarm_line, RTC_ISR_ALARMS);
    set_line(chip, row, has->wakeup_line, RTC_ISR_WUTF);
    set_line(chip, row, has->tamper_line, RTC_ISR_TSF | RTC_ISR_TAMPERS);
}

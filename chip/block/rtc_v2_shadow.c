/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_shadow.h"

#include "chip/block/rtc_v2_calendar.h"
#include "chip/block/rtc_v2_sync.h"
#include "chip/clock.h"

enum { DR_RESET = 0x00002101 };

/* In INIT mode the calendar itself is seen, as with BYPSHAD (assumed). */
static bool bypassed(const struct chip *chip, const struct rtc_v2 *rtc)
{
    return rtc->cr & RTC_CR_BYPSHAD || rtc_v2_sync_init(chip, rtc);
}

/* RM0367 27.4.8: the calendar is copied every two cycles of RTCCLK; that these
 * are the even ones is assumed. */
static struct rtc_v2_counters seen(const struct chip *chip,
                                   const struct rtc_v2 *rtc)
{
    uint64_t tick = rtc_v2_sync_tick(chip, rtc);
    if (bypassed(chip, rtc))
        return rtc_v2_calendar_at(rtc, tick);
    if (clock_ps(chip) < rtc->shadow.rsf_ps ||
        clock_ps(chip) < rtc->shadow.fresh_ps)
        return (struct rtc_v2_counters){
            .ss = rtc->shadow.ssr,
            .tr = rtc->shadow.tr,
            .dr = rtc->shadow.dr,
        };
    return rtc_v2_calendar_at(rtc, tick & ~1ull);
}

static void hold(uint32_t *held, bool *is_held, uint32_t value)
{
    if (!*is_held)
        *held = value;
    *is_held = true;
}

uint32_t rtc_v2_shadow_ssr(struct chip *chip, struct rtc_v2 *rtc)
{
    struct rtc_v2_counters now = seen(chip, rtc);
    struct rtc_v2_shadow *shadow = &rtc->shadow;
    if (!bypassed(chip, rtc)) {
        hold(&shadow->held_tr, &shadow->tr_held, now.tr);
        hold(&shadow->held_dr, &shadow->dr_held, now.dr);
    }
    return now.ss;
}

uint32_t rtc_v2_shadow_tr(struct chip *chip, struct rtc_v2 *rtc)
{
    struct rtc_v2_counters now = seen(chip, rtc);
    struct rtc_v2_shadow *shadow = &rtc->shadow;
    if (bypassed(chip, rtc))
        return now.tr;
    hold(&shadow->held_dr, &shadow->dr_held, now.dr);
    return shadow->tr_held ? shadow->held_tr : now.tr;
}

uint32_t rtc_v2_shadow_dr(struct chip *chip, struct rtc_v2 *rtc)
{
    struct rtc_v2_shadow *shadow = &rtc->shadow;
    bool held = shadow->dr_held && !bypassed(chip, rtc);
    shadow->tr_held = shadow->dr_held = false;
    return held ? shadow->held_dr : seen(chip, rtc).dr;
}

bool rtc_v2_shadow_synced(const struct chip *chip, const struct rtc_v2 *rtc)
{
    return !bypassed(chip, rtc) && clock_ps(chip) >= rtc->shadow.rsf_ps;
}

static void keep(struct chip *chip, struct rtc_v2 *rtc)
{
    struct rtc_v2_counters now = seen(chip, rtc);
    rtc->shadow.ssr = now.ss;
    rtc->shadow.tr = now.tr;
    rtc->shadow.dr = now.dr;
}

void rtc_v2_shadow_keep(struct chip *chip, struct rtc_v2 *rtc)
{
    keep(chip, rtc);
    rtc->shadow.rsf_ps = rtc_v2_sync_ps(chip, rtc);
}

/* RM0367 27.4.8: RSF stays set in Stop, although the copy is old. */
void rtc_v2_shadow_stop(struct chip *chip, struct rtc_v2 *rtc, bool asleep)
{
    if (asleep)
        keep(chip, rtc);
    rtc->shadow.fresh_ps = asleep ? NEVER : rtc_v2_sync_ps(chip, rtc);
}

void rtc_v2_shadow_reset(struct chip *chip, struct rtc_v2 *rtc)
{
    rtc->shadow = (struct rtc_v2_shadow){
        .dr = DR_RESET,
        .rsf_ps = rtc_v2_sync_ps(chip, rtc),
    };
}

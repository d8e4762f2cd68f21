/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_sync.h"

#include "chip/block/rtc_v2_calendar.h"
#include "chip/block/rtc_v2_wakeup.h"
#include "chip/clock.h"

/* RM0367 27.4.7: the handshakes take two cycles of RTCCLK, and counting begins
 * four after the end of INIT mode. */
enum { SYNC_CYCLES = 2, START_CYCLES = 4 };

uint64_t rtc_v2_sync_ps(const struct chip *chip, const struct rtc_v2 *rtc)
{
    return rtc->hz ? clock_ps(chip) + SYNC_CYCLES * PS_PER_S / rtc->hz : NEVER;
}

bool rtc_v2_sync_init(const struct chip *chip, const struct rtc_v2 *rtc)
{
    return rtc->init && clock_ps(chip) >= rtc->init_ps;
}

uint64_t rtc_v2_sync_tick(const struct chip *chip, const struct rtc_v2 *rtc)
{
    uint64_t ps = rtc_v2_sync_init(chip, rtc) ? rtc->init_ps : clock_ps(chip);
    return rtc_v2_calendar_ticks(rtc, ps);
}

/* The prescalers are loaded again, whether PRER was written or not (assumed).
 */
static void leave(struct chip *chip, struct rtc_v2 *rtc)
{
    if (!rtc_v2_sync_init(chip, rtc))
        return;
    rtc_v2_calendar_start(rtc, rtc_v2_calendar_ticks(rtc, clock_ps(chip)) +
                                   START_CYCLES);
    rtc->shadow.rsf_ps = rtc_v2_sync_ps(chip, rtc);
}

void rtc_v2_sync_set_init(struct chip *chip, struct rtc_v2 *rtc, bool init)
{
    if (init && !rtc->init)
        rtc->init_ps = rtc_v2_sync_ps(chip, rtc);
    else if (!init && rtc->init)
        leave(chip, rtc);
    rtc->init = init;
}

/* What waits for a clock begins to wait for two of its cycles. */
static void wait(const struct chip *chip, const struct rtc_v2 *rtc,
                 uint64_t *ps)
{
    if (*ps == NEVER)
        *ps = rtc_v2_sync_ps(chip, rtc);
}

void rtc_v2_sync_clock(struct chip *chip, struct rtc_v2 *rtc, uint32_t hz)
{
    uint64_t ticks = rtc_v2_calendar_ticks(rtc, clock_ps(chip));
    struct rtc_v2_counters *count = &rtc->count;

    count->tick = count->tick > ticks ? count->tick - ticks : 0;
    rtc_v2_wakeup_rebase(rtc, ticks);
    rtc->origin_ps = clock_ps(chip);
    rtc->hz = hz;
    wait(chip, rtc, &rtc->shadow.rsf_ps);
    wait(chip, rtc, &rtc->shadow.fresh_ps);
    wait(chip, rtc, &rtc->init_ps);
    wait(chip, rtc, &rtc->alarm_free_ps[0]);
    wait(chip, rtc, &rtc->alarm_free_ps[1]);
    wait(chip, rtc, &rtc->wakeup_free_ps);
    wait(chip, rtc, &rtc->shift_ps);
    wait(chip, rtc, &rtc->recal_ps);
}

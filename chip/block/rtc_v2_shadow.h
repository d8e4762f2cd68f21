/* SPDX-License-Identifier: MIT
 *
 * The shadow registers of an RTC: what the bus sees of the calendar.
 */
#ifndef CHIP_BLOCK_RTC_V2_SHADOW_H
#define CHIP_BLOCK_RTC_V2_SHADOW_H

#include "chip/block/rtc_v2_state.h"

/* Read SSR, TR and DR. SSR holds TR and DR, TR holds DR, until DR is read. */
uint32_t rtc_v2_shadow_ssr(struct chip *chip, struct rtc_v2 *rtc);
uint32_t rtc_v2_shadow_tr(struct chip *chip, struct rtc_v2 *rtc);
uint32_t rtc_v2_shadow_dr(struct chip *chip, struct rtc_v2 *rtc);
/* Returns RSF. */
bool rtc_v2_shadow_synced(const struct chip *chip, const struct rtc_v2 *rtc);
/* Clears RSF: the bus sees what it sees now, until the next copy. */
void rtc_v2_shadow_keep(struct chip *chip, struct rtc_v2 *rtc);
/* Makes no copy in Stop, and the next one two cycles of RTCCLK after it. */
void rtc_v2_shadow_stop(struct chip *chip, struct rtc_v2 *rtc, bool asleep);
/* Resets them, and waits for the first copy. */
void rtc_v2_shadow_reset(struct chip *chip, struct rtc_v2 *rtc);

#endif

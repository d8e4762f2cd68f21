/* SPDX-License-Identifier: MIT
 *
 * What of an RTC takes cycles of RTCCLK: the handshakes of its flags, the
 * initialisation mode, the clock itself.
 */
#ifndef CHIP_BLOCK_RTC_V2_SYNC_H
#define CHIP_BLOCK_RTC_V2_SYNC_H

#include "chip/block/rtc_v2_state.h"

/* Returns when the RTC takes over what is written now; NEVER without RTCCLK. */
uint64_t rtc_v2_sync_ps(const struct chip *chip, const struct rtc_v2 *rtc);
/* Returns whether it is in initialisation mode: INITF is set. */
bool rtc_v2_sync_init(const struct chip *chip, const struct rtc_v2 *rtc);
/* Returns the tick that the calendar has come to. */
uint64_t rtc_v2_sync_tick(const struct chip *chip, const struct rtc_v2 *rtc);
/* Sets ISR.INIT, for counters that are up to date. */
void rtc_v2_sync_set_init(struct chip *chip, struct rtc_v2 *rtc, bool init);
/* Follows a change of RTCCLK to `hz`, for counters that are up to date. */
void rtc_v2_sync_clock(struct chip *chip, struct rtc_v2 *rtc, uint32_t hz);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The alarms of an RTC, see rtc_v2.h.
 */
#ifndef CHIP_BLOCK_RTC_V2_ALARM_H
#define CHIP_BLOCK_RTC_V2_ALARM_H

#include "chip/block/rtc_v2_state.h"

/* Returns the next tick at which the running calendar matches an alarm; NEVER =
 * there is no such date. */
uint64_t rtc_v2_alarm_tick(const struct rtc_v2 *rtc, unsigned alarm);

#endif

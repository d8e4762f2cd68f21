/* SPDX-License-Identifier: MIT
 *
 * The events of an RTC: flags that alarms and the wake-up timer set, the lines
 * to EXTI, and the time at which the next flag is due. While nothing can set a
 * flag nothing is due.
 */
#ifndef CHIP_BLOCK_RTC_V2_EVENT_H
#define CHIP_BLOCK_RTC_V2_EVENT_H

#include "chip/block/rtc_v2_state.h"

/* Brings counters and flags up to now. */
void rtc_v2_event_update(struct chip *chip, struct rtc_v2 *rtc);
/* Sets the lines and the next due time, for counters that are up to date. */
void rtc_v2_event_arm(struct chip *chip, const struct map_row *row);

#endif

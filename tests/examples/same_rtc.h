/* SPDX-License-Identifier: MIT */
#ifndef TESTS_EXAMPLES_SAME_RTC_H
#define TESTS_EXAMPLES_SAME_RTC_H

#include <string.h>

#include "chip/chip.h"

/* The registers of the RTC that firmware writes are alike in both chips. */
static inline bool same_rtc(const struct chip *a, const struct chip *b)
{
    const struct rtc_v2 *rtc = &stm32l0(a)->rtc, *other = &stm32l0(b)->rtc;
    enum {
        WRITTEN = offsetof(struct rtc_v2, pins) - offsetof(struct rtc_v2, cr)
    };
    return rtc->count.tr == other->count.tr &&
           rtc->count.dr == other->count.dr &&
           memcmp(&rtc->cr, &other->cr, WRITTEN) == 0;
}

#endif

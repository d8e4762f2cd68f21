/* SPDX-License-Identifier: MIT */
#ifndef TESTS_EXAMPLES_SAME_RTC_H
#define TESTS_EXAMPLES_SAME_RTC_H

#include <string.h>

#include "chip/chip.h"
#include "chip/stm32l4/state.h"

static inline struct rtc_v2 *rtc_of(const struct chip *chip)
{
    return chip->part.family == FAMILY_STM32L4 ? &stm32l4(chip)->rtc
                                               : &stm32l0(chip)->rtc;
}

/* The registers of the RTC that firmware writes are alike in both chips. */
static inline bool same_rtc(const struct chip *a, const struct chip *b)
{
    const struct rtc_v2 *rtc = rtc_of(a), *other = rtc_of(b);
    enum {
        WRITTEN = offsetof(struct rtc_v2, pins) - offsetof(struct rtc_v2, cr)
    };
    return rtc->count.tr == other->count.tr &&
           rtc->count.dr == other->count.dr &&
           memcmp(&rtc->cr, &other->cr, WRITTEN) == 0;
}

#endif

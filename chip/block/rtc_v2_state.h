/* SPDX-License-Identifier: MIT
 *
 * The state and the bits of an RTC, see rtc_v2.h.
 */
#ifndef CHIP_BLOCK_RTC_V2_STATE_H
#define CHIP_BLOCK_RTC_V2_STATE_H

#include "chip/map.h"

enum {
    RTC_V2_BACKUPS = 32, /* at most */
    RTC_V2_ALARMS = 2,
    RTC_V2_TAMPERS = 3
};

#define RTC_CR_WUCKSEL (7u << 0)
#define RTC_CR_TSEDGE  (1u << 3)
#define RTC_CR_REFCKON (1u << 4)
#define RTC_CR_BYPSHAD (1u << 5)
#define RTC_CR_FMT     (1u << 6)
#define RTC_CR_DCE     (1u << 7)
#define RTC_CR_ALRAE   (1u << 8) /* ALRBE is the next bit */
#define RTC_CR_WUTE    (1u << 10)
#define RTC_CR_TSE     (1u << 11)
#define RTC_CR_ADD1H   (1u << 16)
#define RTC_CR_SUB1H   (1u << 17)
#define RTC_CR_OSEL    (3u << 21)
#define RTC_CR_COE     (1u << 23)

#define RTC_ISR_SHPF    (1u << 3)
#define RTC_ISR_INITS   (1u << 4)
#define RTC_ISR_RSF     (1u << 5)
#define RTC_ISR_INITF   (1u << 6)
#define RTC_ISR_INIT    (1u << 7)
#define RTC_ISR_ALRAF   (1u << 8) /* ALRBF is the next bit */
#define RTC_ISR_ALARMS  (3u << 8)
#define RTC_ISR_WUTF    (1u << 10)
#define RTC_ISR_TSF     (1u << 11)
#define RTC_ISR_TSOVF   (1u << 12)
#define RTC_ISR_TAMP1F  (1u << 13) /* TAMP2F and TAMP3F are the next bits */
#define RTC_ISR_TAMPERS (7u << 13)
#define RTC_ISR_RECALPF (1u << 16)

/* The counters of the calendar, as they stand at one tick of RTCCLK. */
struct rtc_v2_counters {
    uint64_t tick;
    uint32_t fraction;  /* of a tick, that the calibration has left over */
    uint32_t prescaler; /* ticks in the present period of ck_apre */
    uint32_t ss;      /* counts down to 0; a shift can lift it over PREDIV_S */
    uint32_t tr, dr;  /* BCD, as the registers */
    int32_t hours;    /* ADD1H or SUB1H, until the next second */
    uint64_t seconds; /* periods of ck_spre since the reset of the domain */
};

/* What the bus sees of the calendar. */
struct rtc_v2_shadow {
    uint32_t ssr, tr, dr; /* until rsf_ps, and until fresh_ps */
    uint64_t rsf_ps;      /* RSF reads 1 from then on; NEVER */
    uint64_t fresh_ps;    /* of the first copy after Stop; NEVER */
    bool tr_held, dr_held;
    uint32_t held_tr, held_dr; /* since SSR or TR was read, until DR is */
};

/* What an RTC has: backup registers, bits of CR and of TAMPCR (TAFCR of the
 * STM32F4), the EXTI lines, and the pins of the tamper inputs; the first one
 * takes time stamps too. */
struct rtc_v2_variant {
    uint8_t backups, tampers;
    bool options; /* TAMPxIE, TAMPxNOERASE, TAMPxMF, and RTC_OR */
    uint32_t cr, tampcr;
    uint32_t reported; /* bits of TAMPCR that are kept without effect */
    uint8_t alarm_line, tamper_line, wakeup_line;
    struct rtc_v2_pin {
        uint8_t port, number;
    } tamper[RTC_V2_TAMPERS];
};

struct rtc_v2 {
    uint32_t hz;        /* of RTCCLK; 0 = it stands still */
    uint64_t origin_ps; /* of tick 0 */
    struct rtc_v2_counters count;
    struct rtc_v2_shadow shadow;
    uint32_t cr, prer, wutr, calr, or, bkpr[RTC_V2_BACKUPS];
    uint32_t alrmr[RTC_V2_ALARMS], alrmssr[RTC_V2_ALARMS];
    uint32_t tampcr, tstr, tsdr, tsssr;
    uint8_t pins;                          /* levels of the tamper inputs */
    uint32_t flags;                        /* bits 8-15 of ISR */
    uint64_t alarm_tick[RTC_V2_ALARMS];    /* of the next match; NEVER */
    uint64_t wakeup_next;                  /* tick, or number of a second */
    uint64_t alarm_free_ps[RTC_V2_ALARMS]; /* ALRAWF, ALRBWF and WUTWF read 1 */
    uint64_t wakeup_free_ps;               /* from then on, while off; NEVER */
    uint64_t shift_ps;                     /* SHPF reads 1 until then */
    uint64_t recal_ps;                     /* RECALPF reads 1 until then */
    bool init;                             /* ISR.INIT */
    uint64_t init_ps; /* INITF reads 1 from then on; NEVER */
    uint8_t wpr_step; /* keys seen: 2 = unlocked */
    uint32_t lines;   /* levels of the lines to EXTI, by flag */
};

static inline struct rtc_v2 *rtc_v2_state(const struct chip *chip,
                                          const struct map_row *row)
{
    return map_state(chip, row);
}

static inline uint32_t rtc_v2_prediv_s(const struct rtc_v2 *rtc)
{
    return rtc->prer & 0x7FFF;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2_tamper.h"

#include "chip/board.h"

/* TAMPxE and TAMPxTRG are bits 0, 3, 5 and the ones behind; TAMPxIE,
 * TAMPxNOERASE and TAMPxMF bits 16, 19, 22 and the two behind. */
#define TAMPIE  (1u << 2)
#define TAMPTS  (1u << 7)
#define TAMPFLT (3u << 11)

#define TSDR_MASK 0x0000FF3Fu

static const uint8_t tampe[RTC_V2_TAMPERS] = {0, 3, 5};

static bool enabled(const struct rtc_v2 *rtc, unsigned tamper)
{
    return rtc->tampcr >> tampe[tamper] & 1;
}

static bool falling(const struct rtc_v2 *rtc, unsigned tamper)
{
    return rtc->tampcr >> (tampe[tamper] + 1) & 1;
}

/* Returns bit `which` of TAMPxIE, TAMPxNOERASE, TAMPxMF. */
static bool option(const struct rtc_v2_variant *has, const struct rtc_v2 *rtc,
                   unsigned tamper, unsigned which)
{
    return has->options && rtc->tampcr >> (16 + 3 * tamper + which) & 1;
}

enum { INTERRUPT, NO_ERASE, MASK_FLAG };

static uint8_t levels(const struct chip *chip, const struct map_row *row)
{
    const struct rtc_v2_variant *has = row->variant;
    unsigned level = 0;
    for (unsigned i = 0; i < has->tampers; i++)
        level |= (unsigned)board_level(chip, has->tamper[i].port,
                                       has->tamper[i].number)
                 << i;
    return (uint8_t)level;
}

/* RM0367 27.4.13: the first of two time stamps is kept. TSF comes at once
 * (assumed; silicon takes two cycles of ck_apre). */
static void stamp(struct rtc_v2 *rtc)
{
    if (rtc->flags & RTC_ISR_TSF) {
        rtc->flags |= RTC_ISR_TSOVF;
        return;
    }
    rtc->flags |= RTC_ISR_TSF;
    rtc->tstr = rtc->count.tr;
    rtc->tsdr = rtc->count.dr & TSDR_MASK;
    rtc->tsssr = rtc->count.ss;
}

/* RM0367 27.4.14: with TAMPxMF there is neither flag nor erase. */
static void detect(const struct rtc_v2_variant *has, struct rtc_v2 *rtc,
                   unsigned tamper)
{
    if (rtc->tampcr & TAMPTS)
        stamp(rtc);
    if (option(has, rtc, tamper, MASK_FLAG))
        return;
    rtc->flags |= RTC_ISR_TAMP1F << tamper;
    if (!option(has, rtc, tamper, NO_ERASE))
        for (unsigned i = 0; i < RTC_V2_BACKUPS; i++)
            rtc->bkpr[i] = 0;
}

void rtc_v2_tamper_pins(struct chip *chip, const struct map_row *row)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    const struct rtc_v2_variant *has = row->variant;
    uint8_t now = levels(chip, row);
    unsigned rose = now & ~(unsigned)rtc->pins;
    unsigned fell = rtc->pins & ~(unsigned)now;

    rtc->pins = now;
    if (rtc->cr & RTC_CR_TSE && (rtc->cr & RTC_CR_TSEDGE ? fell : rose) & 1)
        stamp(rtc);
    for (unsigned i = 0; i < has->tampers; i++)
        if (enabled(rtc, i) && (falling(rtc, i) ? fell : rose) >> i & 1)
            detect(has, rtc, i);
}

void rtc_v2_tamper_reset(const struct chip *chip, const struct map_row *row)
{
    rtc_v2_state(chip, row)->pins = levels(chip, row);
}

/* RM0367 27.4.14: a pin that is active already when it is enabled is an edge.
 */
enum access rtc_v2_tamper_write(struct chip *chip, const struct map_row *row,
                                uint32_t value)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    const struct rtc_v2 before = *rtc;
    const struct rtc_v2_variant *has = row->variant;

    rtc->tampcr = value & has->tampcr;
    for (unsigned i = 0; i < has->tampers; i++)
        if (enabled(rtc, i) && !enabled(&before, i) &&
            (rtc->pins >> i & 1) != falling(rtc, i))
            detect(has, rtc, i);
    return (before.tampcr ^ rtc->tampcr) & (TAMPFLT | has->reported)
               ? ACCESS_UNMODELLED
               : ACCESS_OK;
}

uint32_t rtc_v2_tamper_enabled(const struct chip *chip,
                               const struct map_row *row)
{
    const struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    const struct rtc_v2_variant *has = row->variant;
    uint32_t flags = 0;
    for (unsigned i = 0; i < has->tampers; i++)
        if (rtc->tampcr & TAMPIE || option(has, rtc, i, INTERRUPT))
            flags |= RTC_ISR_TAMP1F << i;
    return flags;
}

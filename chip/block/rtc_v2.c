/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2.h"

#include "chip/clock.h"

enum {
    RTC_TR = 0x00,
    RTC_DR = 0x04,
    RTC_CR = 0x08,
    RTC_ISR = 0x0C,
    RTC_PRER = 0x10,
    RTC_WUTR = 0x14,
    RTC_ALRMAR = 0x1C,
    RTC_ALRMBR = 0x20,
    RTC_WPR = 0x24,
    RTC_SSR = 0x28,
    RTC_TSTR = 0x30,
    RTC_TSDR = 0x34,
    RTC_TSSSR = 0x38,
    RTC_OR = 0x4C,
    RTC_BKP0R = 0x50,
    RTC_BKP4R = 0x60,
};

#define TR_MASK   0x007F7F7Fu /* PM, HT:HU, MNT:MNU, ST:SU */
#define DR_MASK   0x00FFFF3Fu /* YT:YU, WDU, MT:MU, DT:DU */
#define DR_YEAR   0x00FF0000u
#define PRER_MASK 0x007F7FFFu
#define WUTR_MASK 0x0000FFFFu

#define CR_MASK      0x00FCFF7Fu /* bits 16, 17 (ADD1H, SUB1H) read 0 */
#define CR_INIT_ONLY 0x00000050u /* FMT, REFCKON: in INIT mode only */
#define CR_ALRAE     (1u << 8)
#define CR_ALRBE     (1u << 9)
#define CR_WUTE      (1u << 10)
#define CR_TSE       (1u << 11)
#define CR_ADD1H     (1u << 16)
#define CR_SUB1H     (1u << 17)
/* What needs a clock that counts. */
#define CR_COUNTING                                                            \
    (CR_ALRAE | CR_ALRBE | CR_WUTE | CR_TSE | CR_ADD1H | CR_SUB1H)

#define ISR_ALRAWF (1u << 0)
#define ISR_ALRBWF (1u << 1)
#define ISR_WUTWF  (1u << 2)
#define ISR_INITS  (1u << 4)
#define ISR_RSF    (1u << 5)
#define ISR_INITF  (1u << 6)
#define ISR_INIT   (1u << 7)

enum { KEY1 = 0xCA, KEY2 = 0x53, UNLOCKED = 2 };

/* RM0367 27.4.7: the handshakes take two cycles of RTCCLK. */
enum { SYNC_CYCLES = 2 };

static uint64_t after_sync(const struct chip *chip, const struct map_row *row)
{
    uint32_t hz = map_of(chip)->kernel_hz(chip, row);
    return hz ? clock_ps(chip) + SYNC_CYCLES * PS_PER_S / hz : NEVER;
}

/* RM0367 27.7: the calendar is kept over a system reset; INIT, INITF and RSF
 * are not. The write protection is assumed to lock again. */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct rtc_v2 *rtc = map_state(chip, row);

    if (kind == RESET_POWER || kind == RESET_DIP || kind == RESET_NONE)
        *rtc = (struct rtc_v2){
            .dr = 0x00002101,
            .prer = 0x007F00FF,
            .wutr = 0x0000FFFF,
        };
    rtc->init = false;
    rtc->init_ps = NEVER;
    rtc->rsf_ps = after_sync(chip, row);
    rtc->wpr_step = 0;
}

/* RTCCLK started or stopped. */
static void clock_changed(struct chip *chip, const struct map_row *row)
{
    struct rtc_v2 *rtc = map_state(chip, row);
    if (rtc->rsf_ps == NEVER)
        rtc->rsf_ps = after_sync(chip, row);
    if (rtc->init && rtc->init_ps == NEVER)
        rtc->init_ps = after_sync(chip, row);
}

static bool init_mode(const struct chip *chip, const struct map_row *row)
{
    const struct rtc_v2 *rtc = map_state(chip, row);
    return rtc->init && clock_ps(chip) >= rtc->init_ps;
}

/* Each write flag is set while what it guards is off (RM0367 27.7.4). */
static uint32_t read_isr(const struct chip *chip, const struct map_row *row)
{
    const struct rtc_v2 *rtc = map_state(chip, row);
    uint32_t isr = 0;

    isr |= rtc->cr & CR_ALRAE ? 0 : ISR_ALRAWF;
    isr |= rtc->cr & CR_ALRBE ? 0 : ISR_ALRBWF;
    isr |= rtc->cr & CR_WUTE ? 0 : ISR_WUTWF;
    isr |= rtc->dr & DR_YEAR ? ISR_INITS : 0;
    isr |= clock_ps(chip) >= rtc->rsf_ps ? ISR_RSF : 0;
    isr |= init_mode(chip, row) ? ISR_INITF : 0;
    isr |= rtc->init ? ISR_INIT : 0;
    return isr;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct rtc_v2 *rtc = map_state(chip, row);

    *value = 0;
    if (offset >= RTC_BKP0R && offset <= RTC_BKP4R) {
        *value = rtc->bkpr[(offset - RTC_BKP0R) / 4];
        return ACCESS_OK;
    }
    switch (offset) {
    case RTC_TR: *value = rtc->tr; break;
    case RTC_DR: *value = rtc->dr; break;
    case RTC_CR: *value = rtc->cr; break;
    case RTC_ISR: *value = read_isr(chip, row); break;
    case RTC_PRER: *value = rtc->prer; break;
    case RTC_WUTR: *value = rtc->wutr; break;
    case RTC_WPR: break; /* write-only */
    default:
        if (offset <= RTC_OR && offset != 0x18)
            return ACCESS_UNMODELLED;
    }
    return ACCESS_OK;
}

static void write_key(struct rtc_v2 *rtc, uint32_t key)
{
    if (rtc->wpr_step == 1 && key == KEY2)
        rtc->wpr_step = UNLOCKED;
    else
        rtc->wpr_step = key == KEY1;
}

static void write_isr(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct rtc_v2 *rtc = map_state(chip, row);
    bool init = value & ISR_INIT;

    if (init && !rtc->init)
        rtc->init_ps = after_sync(chip, row);
    /* Leaving INIT, or clearing RSF: the shadow registers synchronise. */
    if ((!init && rtc->init) || !(value & ISR_RSF))
        rtc->rsf_ps = after_sync(chip, row);
    rtc->init = init;
}

static enum access write_cr(struct chip *chip, const struct map_row *row,
                            uint32_t value)
{
    struct rtc_v2 *rtc = map_state(chip, row);
    uint32_t mask = CR_MASK;
    if (!init_mode(chip, row))
        mask &= ~CR_INIT_ONLY;
    rtc->cr = (rtc->cr & ~mask) | (value & mask);
    return value & CR_COUNTING ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct rtc_v2 *rtc = map_state(chip, row);

    if (offset == RTC_WPR) {
        write_key(rtc, value & 0xFF); /* needs no DBP: RM0367 27.4.7 */
        return ACCESS_OK;
    }
    if (!map_of(chip)->backup_writable(chip))
        return ACCESS_OK;
    if (offset >= RTC_BKP0R && offset <= RTC_BKP4R) {
        rtc->bkpr[(offset - RTC_BKP0R) / 4] = value;
        return ACCESS_OK;
    }
    if (rtc->wpr_step != UNLOCKED)
        return ACCESS_OK;
    switch (offset) {
    case RTC_TR:
        if (init_mode(chip, row))
            rtc->tr = value & TR_MASK;
        break;
    case RTC_DR:
        if (init_mode(chip, row))
            rtc->dr = value & DR_MASK;
        break;
    case RTC_CR: return write_cr(chip, row, value);
    case RTC_ISR: write_isr(chip, row, value); break;
    case RTC_PRER:
        if (init_mode(chip, row))
            rtc->prer = value & PRER_MASK;
        break;
    case RTC_WUTR:
        if (!(rtc->cr & CR_WUTE))
            rtc->wutr = value & WUTR_MASK;
        break;
    case RTC_SSR:
    case RTC_TSTR:
    case RTC_TSDR:
    case RTC_TSSSR: break; /* read-only */
    default:
        if (offset <= RTC_OR && offset != 0x18)
            return ACCESS_UNMODELLED;
    }
    return ACCESS_OK;
}

const struct map_kind rtc_v2 = {
    .read = read,
    .write = write,
    .reset = reset,
    .kernel_clock = clock_changed,
};

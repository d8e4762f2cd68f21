/* SPDX-License-Identifier: MIT */
#include "chip/block/rtc_v2.h"

#include "chip/block/rtc_v2_calendar.h"
#include "chip/block/rtc_v2_event.h"
#include "chip/block/rtc_v2_shadow.h"
#include "chip/block/rtc_v2_sync.h"
#include "chip/block/rtc_v2_tamper.h"
#include "chip/block/rtc_v2_wakeup.h"
#include "chip/clock.h"
#include "chip/event.h"
#include "chip/hash.h"
#include "chip/kernel_clock.h"

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
    RTC_SHIFTR = 0x2C,
    RTC_TSTR = 0x30,
    RTC_TSDR = 0x34,
    RTC_TSSSR = 0x38,
    RTC_CALR = 0x3C,
    RTC_TAMPCR = 0x40,
    RTC_ALRMASSR = 0x44,
    RTC_ALRMBSSR = 0x48,
    RTC_OR = 0x4C,
    RTC_BKP0R = 0x50,
};

#define TR_MASK      0x007F7F7Fu /* PM, HT:HU, MNT:MNU, ST:SU */
#define DR_MASK      0x00FFFF3Fu /* YT:YU, WDU, MT:MU, DT:DU */
#define DR_YEAR      0x00FF0000u
#define PRER_MASK    0x007F7FFFu
#define WUTR_MASK    0x0000FFFFu
#define ALRMSSR_MASK 0x0F007FFFu
#define OR_MASK      0x00000003u

#define SHIFTR_ADD1S (1u << 31)
#define SHIFTR_SUBFS 0x00007FFFu

#define CALR_CALP   (1u << 15)
#define CALR_CALW8  (1u << 14)
#define CALR_CALW16 (1u << 13)
#define CALR_MASK   0x0000E1FFu

#define CR_INIT_ONLY (RTC_CR_FMT | RTC_CR_REFCKON | RTC_CR_DCE)
/* What the model has not. */
#define CR_REPORTED  (RTC_CR_REFCKON | RTC_CR_DCE | RTC_CR_OSEL | RTC_CR_COE)

#define ISR_FLAGS 0x0000FF00u

enum { KEY1 = 0xCA, KEY2 = 0x53, UNLOCKED = 2 };

/* RM0367 27.4.12: a new calibration takes three cycles of ck_apre. */
enum { RECALIBRATION_CYCLES = 3 };

static const struct rtc_v2_variant *has(const struct map_row *row)
{
    return row->variant;
}

static bool is_backup(const struct map_row *row, uint32_t offset)
{
    return offset - RTC_BKP0R < 4u * has(row)->backups;
}

/* --- reset and clock --- */

/* Reports what a reset of the domain by software takes from the firmware. */
static void report_lost(struct chip *chip, const struct map_row *row)
{
    const struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    for (unsigned i = 0; i < RTC_V2_BACKUPS; i++) {
        if (!rtc->bkpr[i])
            continue;
        event_firmware_store(chip, FIRMWARE_DOMAIN,
                             row->base + RTC_BKP0R + 4 * i, rtc->bkpr[i]);
        return;
    }
}

static bool loses_domain(enum reset_kind kind)
{
    return kind == RESET_POWER || kind == RESET_DIP || kind == RESET_NONE;
}

/* RM0367 27.4.9: INIT, INITF, RSF and the shadow registers are reset with the
 * system, all else with the domain. The write protection is assumed to lock
 * again. */
static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);

    rtc_v2_event_update(chip, rtc);
    rtc_v2_sync_set_init(chip, rtc, false);
    if (kind == RESET_NONE)
        report_lost(chip, row);
    if (loses_domain(kind))
        *rtc = (struct rtc_v2){
            .hz = kernel_clock_hz(chip, row),
            .origin_ps = clock_ps(chip),
            .count.dr = 0x00002101,
            .prer = 0x007F00FF,
            .wutr = 0x0000FFFF,
            .lines = rtc->lines,
        };
    rtc->wpr_step = 0;
    rtc_v2_shadow_reset(chip, rtc);
    rtc_v2_tamper_reset(chip, row);
    rtc_v2_event_arm(chip, row);
}

/* The calendar, which runs on, is a time. */
static uint64_t survivors(const struct chip *chip, const struct map_row *row,
                          enum reset_kind kind, uint64_t hash)
{
    const struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    const uint32_t registers[] = {
        rtc->hz,         rtc->cr,         rtc->prer,     rtc->wutr,
        rtc->calr,       rtc->or,         rtc->alrmr[0], rtc->alrmr[1],
        rtc->alrmssr[0], rtc->alrmssr[1], rtc->tampcr,   rtc->flags,
    };
    if (loses_domain(kind))
        return hash;
    hash = hash_bytes(hash, registers, sizeof registers);
    return hash_bytes(hash, rtc->bkpr, 4u * has(row)->backups);
}

/* RTCCLK started or stopped. */
static void clock_changed(struct chip *chip, const struct map_row *row)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    rtc_v2_event_update(chip, rtc);
    rtc_v2_sync_clock(chip, rtc, kernel_clock_hz(chip, row));
    rtc_v2_event_arm(chip, row);
}

static void stop(struct chip *chip, const struct map_row *row, bool asleep)
{
    rtc_v2_shadow_stop(chip, rtc_v2_state(chip, row), asleep);
}

static void board(struct chip *chip, const struct map_row *row)
{
    rtc_v2_event_update(chip, rtc_v2_state(chip, row));
    rtc_v2_tamper_pins(chip, row);
    rtc_v2_event_arm(chip, row);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)event;
    rtc_v2_event_update(chip, rtc_v2_state(chip, row));
    rtc_v2_event_arm(chip, row);
}

/* --- what may be written --- */

static bool alarm_free(const struct chip *chip, const struct rtc_v2 *rtc,
                       unsigned alarm)
{
    return !(rtc->cr & RTC_CR_ALRAE << alarm) &&
           clock_ps(chip) >= rtc->alarm_free_ps[alarm];
}

static bool wakeup_free(const struct chip *chip, const struct rtc_v2 *rtc)
{
    return !(rtc->cr & RTC_CR_WUTE) && clock_ps(chip) >= rtc->wakeup_free_ps;
}

/* --- reads --- */

static uint32_t read_isr(const struct chip *chip, const struct rtc_v2 *rtc)
{
    uint64_t now = clock_ps(chip);
    uint32_t isr = rtc->flags;
    uint32_t dr = rtc_v2_calendar_at(rtc, rtc_v2_sync_tick(chip, rtc)).dr;

    isr |= alarm_free(chip, rtc, 0) | alarm_free(chip, rtc, 1) << 1;
    isr |= wakeup_free(chip, rtc) << 2;
    isr |= now < rtc->shift_ps ? RTC_ISR_SHPF : 0;
    isr |= dr & DR_YEAR ? RTC_ISR_INITS : 0;
    isr |= rtc_v2_shadow_synced(chip, rtc) ? RTC_ISR_RSF : 0;
    isr |= rtc_v2_sync_init(chip, rtc) ? RTC_ISR_INITF : 0;
    isr |= rtc->init ? RTC_ISR_INIT : 0;
    isr |= now < rtc->recal_ps ? RTC_ISR_RECALPF : 0;
    return isr;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);

    *value = 0;
    if (is_backup(row, offset)) {
        *value = rtc->bkpr[(offset - RTC_BKP0R) / 4];
        return ACCESS_OK;
    }
    switch (offset) {
    case RTC_TR: *value = rtc_v2_shadow_tr(chip, rtc); break;
    case RTC_DR: *value = rtc_v2_shadow_dr(chip, rtc); break;
    case RTC_SSR: *value = rtc_v2_shadow_ssr(chip, rtc); break;
    case RTC_CR: *value = rtc->cr; break;
    case RTC_ISR: *value = read_isr(chip, rtc); break;
    case RTC_PRER: *value = rtc->prer; break;
    case RTC_WUTR: *value = rtc->wutr; break;
    case RTC_ALRMAR: *value = rtc->alrmr[0]; break;
    case RTC_ALRMBR: *value = rtc->alrmr[1]; break;
    case RTC_ALRMASSR: *value = rtc->alrmssr[0]; break;
    case RTC_ALRMBSSR: *value = rtc->alrmssr[1]; break;
    case RTC_CALR: *value = rtc->calr; break;
    case RTC_OR: *value = rtc->or ; break;
    case RTC_TSTR: *value = rtc->tstr; break;
    case RTC_TSDR: *value = rtc->tsdr; break;
    case RTC_TSSSR: *value = rtc->tsssr; break;
    case RTC_TAMPCR: *value = rtc->tampcr; break;
    default: break; /* WPR and SHIFTR are write-only */
    }
    return ACCESS_OK;
}

/* --- writes --- */

static void write_key(struct rtc_v2 *rtc, uint32_t key)
{
    if (rtc->wpr_step == 1 && key == KEY2)
        rtc->wpr_step = UNLOCKED;
    else
        rtc->wpr_step = key == KEY1;
}

/* Only the flags are not write-protected (RM0367 27.4.7). */
static void write_isr(struct chip *chip, struct rtc_v2 *rtc, uint32_t value)
{
    rtc->flags &= value | ~ISR_FLAGS;
    if (!(rtc->flags & RTC_ISR_TSF))
        rtc->tstr = rtc->tsdr = rtc->tsssr = 0;
    if (rtc->wpr_step != UNLOCKED)
        return;
    if (!(value & RTC_ISR_RSF) || (value & RTC_ISR_INIT && !rtc->init))
        rtc_v2_shadow_keep(chip, rtc);
    rtc_v2_sync_set_init(chip, rtc, value & RTC_ISR_INIT);
}

/* Follows the enable bits that a write of CR has changed. */
static void follow_cr(struct chip *chip, struct rtc_v2 *rtc, uint32_t before)
{
    uint32_t off = before & ~rtc->cr, on = rtc->cr & ~before;

    for (unsigned i = 0; i < RTC_V2_ALARMS; i++)
        if (off & RTC_CR_ALRAE << i)
            rtc->alarm_free_ps[i] = rtc_v2_sync_ps(chip, rtc);
    if (off & RTC_CR_WUTE)
        rtc->wakeup_free_ps = rtc_v2_sync_ps(chip, rtc);
    if (on & RTC_CR_WUTE)
        rtc_v2_wakeup_start(rtc, rtc_v2_calendar_ticks(rtc, clock_ps(chip)));
    if (off & RTC_CR_BYPSHAD)
        rtc->shadow.rsf_ps = rtc_v2_sync_ps(chip, rtc);
}

/* RM0367 27.7.3: some bits can be written in INIT mode only, or while the
 * wake-up timer is off. */
static enum access write_cr(struct chip *chip, const struct map_row *row,
                            uint32_t value)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    bool init = rtc_v2_sync_init(chip, rtc);
    uint32_t before = rtc->cr;
    uint32_t mask = has(row)->cr;

    if (!init)
        mask &= ~CR_INIT_ONLY;
    if (!wakeup_free(chip, rtc))
        mask &= ~RTC_CR_WUCKSEL;
    rtc->cr = (before & ~mask) | (value & mask);
    if (!init && value & (RTC_CR_ADD1H | RTC_CR_SUB1H))
        rtc->count.hours = value & RTC_CR_ADD1H ? 1 : -1;
    follow_cr(chip, rtc, before);
    return (before ^ rtc->cr) & CR_REPORTED ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* RM0367 27.7.11: SHPF blocks the register while a shift is under way. */
static void write_shiftr(struct chip *chip, struct rtc_v2 *rtc, uint32_t value)
{
    if (clock_ps(chip) < rtc->shift_ps || rtc->cr & RTC_CR_REFCKON)
        return;
    rtc_v2_shadow_keep(chip, rtc);
    rtc->shift_ps = rtc->shadow.rsf_ps;
    rtc_v2_calendar_shift(rtc, value & SHIFTR_ADD1S, value & SHIFTR_SUBFS);
}

/* RM0367 27.4.12: CALP is 0 while PREDIV_A is below 3; with CALW8 and CALW16
 * the lowest bits of CALM are. */
static uint32_t calibration(const struct rtc_v2 *rtc, uint32_t value)
{
    if ((rtc->prer >> 16) < 3)
        value &= ~CALR_CALP;
    if (value & CALR_CALW8)
        value &= ~3u;
    else if (value & CALR_CALW16)
        value &= ~1u;
    return value & CALR_MASK;
}

/* RECALPF blocks the register until the value before is in use. */
static void write_calr(struct chip *chip, struct rtc_v2 *rtc, uint32_t value)
{
    uint64_t now = clock_ps(chip);
    uint64_t ticks = RECALIBRATION_CYCLES * ((rtc->prer >> 16) + 1);
    if (now < rtc->recal_ps)
        return;
    rtc->calr = calibration(rtc, value);
    rtc->count.fraction = 0;
    rtc->recal_ps = rtc->hz ? now + ticks * PS_PER_S / rtc->hz : NEVER;
}

static void write_alarm(const struct chip *chip, struct rtc_v2 *rtc,
                        unsigned alarm, uint32_t *reg, uint32_t value)
{
    if (alarm_free(chip, rtc, alarm) || rtc_v2_sync_init(chip, rtc))
        *reg = value;
}

static void write_calendar(const struct chip *chip, const struct rtc_v2 *rtc,
                           uint32_t *reg, uint32_t value)
{
    if (rtc_v2_sync_init(chip, rtc))
        *reg = value;
}

static enum access write_protected(struct chip *chip, const struct map_row *row,
                                   uint32_t offset, uint32_t value)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    switch (offset) {
    case RTC_TR:
        write_calendar(chip, rtc, &rtc->count.tr, value & TR_MASK);
        break;
    case RTC_DR:
        write_calendar(chip, rtc, &rtc->count.dr, value & DR_MASK);
        break;
    case RTC_PRER:
        write_calendar(chip, rtc, &rtc->prer, value & PRER_MASK);
        break;
    case RTC_CR: return write_cr(chip, row, value);
    case RTC_WUTR:
        if (wakeup_free(chip, rtc) || rtc_v2_sync_init(chip, rtc))
            rtc->wutr = value & WUTR_MASK;
        break;
    case RTC_ALRMAR: write_alarm(chip, rtc, 0, &rtc->alrmr[0], value); break;
    case RTC_ALRMBR: write_alarm(chip, rtc, 1, &rtc->alrmr[1], value); break;
    case RTC_ALRMASSR:
        write_alarm(chip, rtc, 0, &rtc->alrmssr[0], value & ALRMSSR_MASK);
        break;
    case RTC_ALRMBSSR:
        write_alarm(chip, rtc, 1, &rtc->alrmssr[1], value & ALRMSSR_MASK);
        break;
    case RTC_SHIFTR: write_shiftr(chip, rtc, value); break;
    case RTC_CALR: write_calr(chip, rtc, value); break;
    case RTC_OR: rtc->or = has(row)->options ? value & OR_MASK : 0; break;
    default: break; /* SSR, TSTR, TSDR, TSSSR are read-only */
    }
    return ACCESS_OK;
}

/* Write protection is that of DBP and of WPR, which needs no DBP itself (RM0367
 * 27.4.7). */
static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct rtc_v2 *rtc = rtc_v2_state(chip, row);
    enum access access = ACCESS_OK;

    if (offset == RTC_WPR) {
        write_key(rtc, value & 0xFF);
        return ACCESS_OK;
    }
    if (!map_of(chip)->backup_writable(chip)) {
        event_firmware_ignored(chip, IGNORED_DBP, row->base + offset, value);
        return ACCESS_OK;
    }
    if (is_backup(row, offset)) {
        rtc->bkpr[(offset - RTC_BKP0R) / 4] = value;
        return ACCESS_OK;
    }
    rtc_v2_event_update(chip, rtc);
    if (offset == RTC_ISR)
        write_isr(chip, rtc, value);
    else if (offset == RTC_TAMPCR) /* not write-protected: ST's HAL */
        access = rtc_v2_tamper_write(chip, row, value);
    else if (rtc->wpr_step == UNLOCKED)
        access = write_protected(chip, row, offset, value);
    rtc_v2_event_arm(chip, row);
    return access;
}

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)chip;
    return offset < RTC_BKP0R || is_backup(row, offset);
}

const struct map_kind rtc_v2 = {
    .last = RTC_BKP0R + 4 * (RTC_V2_BACKUPS - 1),
    .has = has_register,
    .read = read,
    .write = write,
    .reset = reset,
    .survivors = survivors,
    .due = due,
    .stop = stop,
    .board = board,
    .kernel_clock = clock_changed,
    .dues = 1,
};

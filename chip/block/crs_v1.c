/* SPDX-License-Identifier: MIT */
#include "chip/block/crs_v1.h"

#include "chip/block/gpio_v2.h"
#include "chip/clock.h"
#include "chip/core/nvic.h"
#include "chip/due.h"
#include "chip/event.h"
#include "chip/kernel_clock.h"
#include "chip/usb.h"

enum { CR = 0x00, CFGR = 0x04, ISR = 0x08, ICR = 0x0C };

#define CR_CEN        (1u << 5)
#define CR_AUTOTRIMEN (1u << 6)
#define CR_SWSYNC     (1u << 7)
#define CR_TRIM       (0x3Fu << 8)
#define CR_IE         0x0Fu /* as the flags of ISR */
#define CR_MASK       (CR_TRIM | CR_AUTOTRIMEN | CR_CEN | CR_IE)
#define CR_RESET      0x00002000u

#define CFGR_RELOAD  0x0000FFFFu
#define CFGR_SYNCPOL (1u << 31)
#define CFGR_MASK    0xB7FFFFFFu
#define CFGR_RESET   0x2022BB7Fu

#define ISR_SYNCOKF   (1u << 0)
#define ISR_SYNCWARNF (1u << 1)
#define ISR_ERRF      (1u << 2) /* one of the three errors */
#define ISR_ESYNCF    (1u << 3)
#define ISR_SYNCERR   (1u << 8)
#define ISR_SYNCMISS  (1u << 9)
#define ISR_TRIMOVF   (1u << 10)
#define ISR_ERRORS    (ISR_SYNCERR | ISR_SYNCMISS | ISR_TRIMOVF)
#define ISR_FEDIR     (1u << 15)
#define ISR_FECAP     0xFFFF0000u

enum source { SOURCE_PIN, SOURCE_LSE, SOURCE_USB };

/* --- the counter --- */

static unsigned felim(const struct crs_v1 *crs)
{
    return crs->cfgr >> 16 & 0xFF;
}

static unsigned divider(const struct crs_v1 *crs)
{
    return 1u << (crs->cfgr >> 24 & 7);
}

static enum source source(const struct crs_v1 *crs)
{
    return crs->cfgr >> 28 & 3;
}

/* The counter is at 0 so many periods after the SYNC: RELOAD is the number of
 * periods between two SYNCs less one (RM0367 8.3.3). */
static uint32_t middle(const struct crs_v1 *crs)
{
    return (crs->cfgr & CFGR_RELOAD) + 1;
}

/* It stops there: 128 * FELIM above 0. */
static uint32_t outrange(const struct crs_v1 *crs)
{
    return middle(crs) + 128 * felim(crs);
}

static uint32_t count_at(const struct crs_v1 *crs, uint64_t ps)
{
    uint64_t passed = ps - crs->base_ps;
    if (passed > PS_PER_S / 10) /* more than it can count */
        passed = PS_PER_S / 10;
    return crs->count + (uint32_t)(passed * crs->hz / PS_PER_S);
}

static uint64_t ps_of(const struct crs_v1 *crs, uint32_t count)
{
    uint64_t left = count > crs->count ? count - crs->count : 0;
    return crs->base_ps + (left * PS_PER_S + crs->hz - 1) / crs->hz;
}

/* Follows the counter through 0, and to its end, up to `ps`. */
static void count_up(struct crs_v1 *crs, uint64_t ps)
{
    if (!crs->counting)
        return;
    uint32_t count = count_at(crs, ps);
    if (count >= middle(crs) && !crs->expected) {
        crs->expected = true;
        crs->isr |= ISR_ESYNCF;
    }
    if (count >= outrange(crs)) {
        crs->isr |= ISR_SYNCMISS;
        crs->counting = crs->steady = false;
    }
}

/* --- SYNC --- */

static void trim(struct crs_v1 *crs, int steps)
{
    int wanted = (int)crs_v1_trim(crs) + steps;
    int taken = wanted < 0                 ? 0
                : wanted > CRS_V1_TRIM_MAX ? CRS_V1_TRIM_MAX
                                           : wanted;
    if (taken != wanted)
        crs->isr |= ISR_TRIMOVF;
    crs->cr = (crs->cr & ~CR_TRIM) | (uint32_t)taken << 8;
}

/* RM0367 8.3.4: the size of an error, compared with FELIM, 3 * FELIM and 128 *
 * FELIM. Too few periods (DOWN): HSI48 is slow. */
static void judge(struct crs_v1 *crs, uint32_t size, bool down)
{
    unsigned limit = felim(crs);
    int steps = size < limit ? 0 : size < 3 * limit ? 1 : 2;
    if (size < 3 * limit)
        crs->isr |= ISR_SYNCOKF;
    else if (size < 128 * limit)
        crs->isr |= ISR_SYNCWARNF;
    else {
        crs->isr |= ISR_SYNCERR;
        steps = 0;
    }
    if (crs->cr & CR_AUTOTRIMEN && steps)
        trim(crs, down ? steps : -steps);
}

static void capture(struct crs_v1 *crs, uint32_t count)
{
    bool down = count < middle(crs);
    uint32_t size = down ? middle(crs) - count : count - middle(crs);
    crs->isr &= ~(ISR_FECAP | ISR_FEDIR);
    crs->isr |= size << 16 | (down ? ISR_FEDIR : 0);
    judge(crs, size, down);
}

static void take_sync(struct crs_v1 *crs, uint64_t ps)
{
    count_up(crs, ps);
    if (crs->counting)
        capture(crs, count_at(crs, ps));
    crs->counting = true;
    crs->expected = false;
    crs->count = 0;
    crs->base_ps = ps;
}

/* NEVER: no clock makes one. */
static uint64_t next_sync(const struct crs_v1 *crs)
{
    return crs->period_ps ? crs->sync_ps : NEVER;
}

/* The next SYNC of a clock. A period that began with one, and left TRIM as it
 * was, will be followed by others like it. */
static void take_next(struct crs_v1 *crs)
{
    bool whole = crs->counting && !crs->count &&
                 crs->base_ps + crs->period_ps == crs->sync_ps;
    unsigned before = crs_v1_trim(crs);
    take_sync(crs, crs->sync_ps);
    crs->steady = whole && crs_v1_trim(crs) == before;
    crs->sync_ps += crs->period_ps;
}

/* Passes over the periods that are alike, but for the last one. */
static void skip(struct crs_v1 *crs, uint64_t now)
{
    if (!crs->steady || crs->sync_ps > now)
        return;
    uint64_t passed = (now - crs->sync_ps) / crs->period_ps * crs->period_ps;
    crs->base_ps += passed;
    crs->sync_ps += passed;
}

static void count_to(struct crs_v1 *crs, uint64_t now)
{
    if (!crs->hz)
        return;
    while (next_sync(crs) <= now) {
        skip(crs, now);
        take_next(crs);
    }
    count_up(crs, now);
}

/* --- events --- */

static uint32_t flags(const struct crs_v1 *crs)
{
    return crs->isr | (crs->isr & ISR_ERRORS ? ISR_ERRF : 0);
}

/* Returns whether the next SYNC does what cannot wait until somebody looks. */
static bool matters(const struct crs_v1 *crs)
{
    struct crs_v1 next = *crs;
    if (!crs->steady)
        return true;
    take_sync(&next, crs->sync_ps);
    return crs_v1_trim(&next) != crs_v1_trim(crs) ||
           flags(&next) & ~flags(crs) & crs->cr & CR_IE;
}

static uint64_t first(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* When the counter will be at 0, or at its end. */
static uint64_t expected_ps(const struct crs_v1 *crs)
{
    return crs->counting && !crs->expected ? ps_of(crs, middle(crs)) : NEVER;
}

static uint64_t missed_ps(const struct crs_v1 *crs)
{
    return crs->counting ? ps_of(crs, outrange(crs)) : NEVER;
}

static uint64_t next_ps(const struct crs_v1 *crs)
{
    uint32_t wanted = crs->cr & CR_IE & ~flags(crs);
    uint64_t ps = NEVER;
    if (!crs->hz)
        return NEVER;
    if (crs->period_ps && matters(crs))
        ps = crs->sync_ps;
    if (wanted & ISR_ESYNCF)
        ps = first(ps, expected_ps(crs));
    if (wanted & ISR_ERRF)
        ps = first(ps, missed_ps(crs));
    return ps;
}

static void update(struct chip *chip, const struct map_row *row)
{
    const struct crs_v1 *crs = map_state(chip, row);
    due_set(chip, row->due, next_ps(crs));
    nvic_request(chip, row, flags(crs) & crs->cr & CR_IE);
}

/* --- clocks --- */

/* The time between two edges of a clock that is the source; 0 = none. */
static uint64_t source_ps(const struct chip *chip, const struct crs_v1 *crs)
{
    uint32_t hz;
    if (!(crs->cr & CR_CEN))
        return 0;
    switch (source(crs)) {
    case SOURCE_USB: return usb_next_frame(chip) == NEVER ? 0 : PS_PER_MS;
    case SOURCE_LSE:
        hz = map_of(chip)->clock_hz(chip, MAP_LSE);
        return hz ? PS_PER_S / hz : 0;
    default: return 0;
    }
}

/* The phase of the LSE is assumed: an edge one period from now. */
static uint64_t source_edge(const struct chip *chip, const struct crs_v1 *crs)
{
    uint64_t now = clock_ps(chip), edge = usb_next_frame(chip);
    if (source(crs) != SOURCE_USB)
        return now + source_ps(chip, crs);
    if (edge < now)
        edge += (now - edge + PS_PER_MS - 1) / PS_PER_MS * PS_PER_MS;
    return edge;
}

static void follow_source(struct chip *chip, struct crs_v1 *crs)
{
    uint64_t period = source_ps(chip, crs) * divider(crs);
    if (period == crs->period_ps)
        return;
    crs->period_ps = period;
    if (period)
        crs->sync_ps = source_edge(chip, crs);
    crs->steady = false;
}

/* HSI48 is another from now on. */
static void follow_counted(struct chip *chip, const struct map_row *row)
{
    struct crs_v1 *crs = map_state(chip, row);
    bool runs = crs->cr & CR_CEN && kernel_clock_ps(chip, row, 1);
    uint32_t hz = runs ? kernel_clock_hz(chip, row) : 0;
    if (hz == crs->hz)
        return;
    crs->counting = crs->counting && hz && crs->hz;
    if (crs->counting)
        crs->count = count_at(crs, clock_ps(chip));
    crs->base_ps = clock_ps(chip);
    crs->hz = hz;
    crs->steady = false;
}

/* SYNCs that come while HSI48 stands still have no effect. */
static void pass_by(struct chip *chip, struct crs_v1 *crs)
{
    uint64_t now = clock_ps(chip);
    if (crs->hz || next_sync(crs) > now)
        return;
    uint64_t periods = (now - crs->sync_ps) / crs->period_ps + 1;
    crs->sync_ps += periods * crs->period_ps;
}

static void follow_trim(struct chip *chip, struct crs_v1 *crs)
{
    if (crs->followed == crs_v1_trim(crs))
        return;
    crs->followed = (uint8_t)crs_v1_trim(crs);
    map_of(chip)->trimmed(chip);
}

static void follow(struct chip *chip, const struct map_row *row)
{
    struct crs_v1 *crs = map_state(chip, row);
    count_to(crs, clock_ps(chip));
    pass_by(chip, crs);
    follow_trim(chip, crs);
    follow_counted(chip, row);
    follow_source(chip, crs);
    update(chip, row);
}

static void before_clock(struct chip *chip, const struct map_row *row)
{
    count_to(map_state(chip, row), clock_ps(chip));
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)event;
    follow(chip, row);
}

/* The frames of the host begin, or end: another phase. */
static void frames(struct chip *chip, const struct map_row *row)
{
    struct crs_v1 *crs = map_state(chip, row);
    if (source(crs) != SOURCE_USB)
        return;
    count_to(crs, clock_ps(chip));
    crs->period_ps = 0;
    follow(chip, row);
}

static void pins(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct crs_v1 *crs = map_state(chip, row);
    bool level = false;
    for (unsigned i = 0; i < row->pin_count; i++)
        if (gpio_v2_selects(chip, &row->pins[i]))
            level |=
                gpio_v2_levels(chip, row->pins[i].port) >> row->pins[i].number &
                1;
    bool edge = level != crs->level && level == !(crs->cfgr & CFGR_SYNCPOL);
    crs->level = level;
    if (!edge || source(crs) != SOURCE_PIN || !crs->hz ||
        ++crs->divided < divider(crs))
        return;
    crs->divided = 0;
    take_sync(crs, ps);
    follow(chip, row);
}

/* --- registers --- */

static void write_cr(const struct chip *chip, struct crs_v1 *crs,
                     uint32_t value)
{
    uint32_t held = crs->cr & CR_AUTOTRIMEN ? CR_TRIM : 0; /* RM0367 8.6.1 */
    crs->cr = ((crs->cr & held) | (value & ~held)) & CR_MASK;
    if (value & CR_SWSYNC && crs->hz)
        take_sync(crs, clock_ps(chip));
}

/* RM0367 8.6.1: CEN=1 protects CFGR. */
static void write_cfgr(struct chip *chip, const struct map_row *row,
                       uint32_t value)
{
    struct crs_v1 *crs = map_state(chip, row);
    if (crs->cr & CR_CEN)
        event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + CFGR, value);
    else {
        crs->cfgr = value & CFGR_MASK;
        crs->divided = 0;
    }
}

static void write_icr(struct crs_v1 *crs, uint32_t value)
{
    crs->isr &= ~(value & (ISR_SYNCOKF | ISR_SYNCWARNF | ISR_ESYNCF));
    if (value & ISR_ERRF)
        crs->isr &= ~ISR_ERRORS;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct crs_v1 *crs = map_state(chip, row);
    count_to(crs, clock_ps(chip));
    switch (offset) {
    case CR: write_cr(chip, crs, value); break;
    case CFGR: write_cfgr(chip, row, value); break;
    case ICR: write_icr(crs, value); break;
    default: break;
    }
    follow(chip, row);
    return ACCESS_OK;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct crs_v1 *crs = map_state(chip, row);
    count_to(crs, clock_ps(chip));
    switch (offset) {
    case CR: *value = crs->cr; break;
    case CFGR: *value = crs->cfgr; break;
    case ISR: *value = flags(crs); break;
    default: *value = 0; break;
    }
    return ACCESS_OK;
}

/* ISR changes with the counter, and with each SYNC. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    const struct crs_v1 *crs = map_state(chip, row);
    (void)chip;
    if (offset != ISR || !crs->hz)
        return NEVER;
    return first(next_sync(crs), first(expected_ps(crs), missed_ps(crs)));
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct crs_v1 *crs = map_state(chip, row);
    (void)kind;
    *crs = (struct crs_v1){
        .cr = CR_RESET,
        .cfgr = CFGR_RESET,
        .followed = crs->followed,
        .level = crs->level,
    };
    follow(chip, row);
}

const struct map_kind crs_v1 = {
    .last = ICR,
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = due,
    .before_clock = before_clock,
    .after_clock = follow,
    .kernel_clock = follow,
    .frames = frames,
    .pins = pins,
    .dues = 1,
    .by_level = true,
};

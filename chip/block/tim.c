/* SPDX-License-Identifier: MIT */
#include "chip/block/tim.h"

#include "chip/core/armv6m/nvic.h"
#include "chip/due.h"

enum {
    CR1 = 0x00,
    CR2 = 0x04,
    SMCR = 0x08,
    DIER = 0x0C,
    SR = 0x10,
    EGR = 0x14,
    CCMR1 = 0x18,
    CCMR2 = 0x1C,
    CCER = 0x20,
    CNT = 0x24,
    PSC = 0x28,
    ARR = 0x2C,
    CCR1 = 0x34,
    CCR4 = 0x40,
    DCR = 0x48,
    DMAR = 0x4C,
    OR = 0x50,
};

#define CR1_CEN  (1u << 0)
#define CR1_UDIS (1u << 1)
#define CR1_URS  (1u << 2)
#define CR1_OPM  (1u << 3)
#define CR1_DIR  (1u << 4)
#define CR1_CMS  (3u << 5)
#define CR1_ARPE (1u << 7)

/* DIER and SR: bit 0 update, 1..4 compare 1..4, 6 trigger; EGR likewise. */
#define UIF         (1u << 0)
#define CCIF(ch)    (2u << (ch))
#define TIF         (1u << 6)
#define INTERRUPTS  0x5Fu
#define DMA_ENABLES 0x5F00u /* UDE, CC1DE..CC4DE, TDE */

#define CCER_OUTPUTS 0x1111u
#define CCMR_INPUTS  0x0303u /* CCxS of two channels */

enum { CHANNELS = 4, WIDTH = 0x10000, NO_COUNT = 0xFFFFFFFF };

static struct tim *state(const struct chip *chip, const struct map_row *row)
{
    return map_state(chip, row);
}

static const struct tim_variant *variant(const struct map_row *row)
{
    return row->variant;
}

/* HCLK cycles in one timer clock: PCLK, doubled when PCLK is divided (RM0367
 * 7.2, clock tree). */
static uint32_t timer_clock(const struct chip *chip, const struct map_row *row)
{
    uint32_t div =
        row->bus == BUS_APB2 ? chip->clock.pclk2_div : chip->clock.pclk1_div;
    return div == 1 ? 1 : div / 2;
}

static void update_irq(struct chip *chip, const struct map_row *row)
{
    const struct tim *tim = state(chip, row);
    nvic_request(chip, row, tim->sr & tim->dier & INTERRUPTS);
}

/* --- events --- */

/* RM0367 21.4.12: the counter is blocked while ARR is 0. */
static bool running(const struct chip *chip, const struct map_row *row)
{
    const struct tim *tim = state(chip, row);
    return map_open(chip, row->clock) && tim->cr1 & CR1_CEN && tim->arr_active;
}

static bool channel_preloads(const struct tim *tim, unsigned channel)
{
    uint32_t ccmr = channel < 2 ? tim->ccmr1 : tim->ccmr2;
    return ccmr & (channel & 1 ? 1u << 11 : 1u << 3); /* OCxPE */
}

static void load_shadows(struct tim *tim)
{
    tim->arr_active = tim->arr;
    tim->psc_active = tim->psc;
    for (unsigned ch = 0; ch < CHANNELS; ch++)
        tim->ccr_active[ch] = tim->ccr[ch];
}

/* Counts from now to the overflow. */
static uint32_t to_overflow(const struct tim *tim)
{
    uint32_t top = tim->count > tim->arr_active ? WIDTH - 1 : tim->arr_active;
    return top + 1 - tim->count;
}

/* Counts from now to the next match of a channel. */
static uint32_t to_match(const struct tim *tim, unsigned channel)
{
    uint32_t ccr = tim->ccr_active[channel];
    if (ccr > tim->count &&
        (ccr <= tim->arr_active || tim->count > tim->arr_active))
        return ccr - tim->count;
    return to_overflow(tim) + (ccr <= tim->arr_active ? ccr : 0);
}

/* Compare flags of the next `counts` steps, which do not pass an overflow. */
static void match(struct tim *tim, unsigned channels, uint32_t counts)
{
    for (unsigned ch = 0; ch < channels; ch++)
        if (to_match(tim, ch) <= counts)
            tim->sr |= CCIF(ch);
}

static void overflow(struct tim *tim)
{
    tim->count = 0;
    if (tim->cr1 & CR1_UDIS)
        return;
    load_shadows(tim);
    tim->sr |= UIF;
    if (tim->cr1 & CR1_OPM)
        tim->cr1 &= ~CR1_CEN;
}

/* --- counting --- */

/* Timer clocks until `counts` more counts. */
static uint64_t clocks_for(const struct tim *tim, uint64_t counts)
{
    return counts * (tim->psc_active + 1ull) - tim->prescale;
}

/* Lets `clocks` timer clocks pass, at most to the next overflow; returns
 * those that are left. */
static uint64_t advance(struct tim *tim, unsigned channels, uint64_t clocks)
{
    uint64_t period = tim->psc_active + 1ull;
    uint64_t needed = clocks_for(tim, to_overflow(tim));

    if (clocks < needed) {
        uint32_t counts = (uint32_t)((tim->prescale + clocks) / period);
        match(tim, channels, counts);
        tim->prescale = (uint32_t)((tim->prescale + clocks) % period);
        tim->count += counts;
        return 0;
    }
    match(tim, channels, to_overflow(tim));
    tim->prescale = 0;
    overflow(tim);
    return clocks - needed;
}

/* Whole periods that change nothing but flags need not be walked through. */
static uint64_t skip_periods(struct tim *tim, unsigned channels,
                             uint64_t clocks)
{
    uint64_t period = clocks_for(tim, to_overflow(tim));
    if (tim->count || tim->prescale || clocks < period)
        return clocks;
    for (unsigned ch = 0; ch < channels; ch++)
        tim->sr |= CCIF(ch);
    return clocks % period;
}

static void sync(struct chip *chip, const struct map_row *row)
{
    struct tim *tim = state(chip, row);
    unsigned channels = variant(row)->channels;
    uint32_t div = timer_clock(chip, row);

    if (!running(chip, row)) {
        tim->base_cycle = chip->cycle;
        return;
    }
    if (chip->cycle < tim->base_cycle)
        return;
    uint64_t clocks = (chip->cycle - tim->base_cycle) / div;
    tim->base_cycle += clocks * div;

    bool first = true;
    while (clocks && running(chip, row)) {
        /* The first overflow may load new values, the second has them. */
        if (!first)
            clocks = skip_periods(tim, channels, clocks);
        first = false;
        clocks = advance(tim, channels, clocks);
    }
    if (!running(chip, row))
        tim->base_cycle = chip->cycle;
}

/* Flags are computed when they are read, so only what raises an interrupt
 * needs an event of its own. */
static void rearm_due(struct chip *chip, const struct map_row *row)
{
    const struct tim *tim = state(chip, row);
    uint32_t wanted = tim->dier & ~tim->sr;
    uint32_t counts = NO_COUNT;

    if (running(chip, row)) {
        if (wanted & UIF)
            counts = to_overflow(tim);
        for (unsigned ch = 0; ch < variant(row)->channels; ch++)
            if (wanted & CCIF(ch) && to_match(tim, ch) < counts)
                counts = to_match(tim, ch);
    }
    if (counts == NO_COUNT) {
        due_set(chip, row->due, NEVER);
        return;
    }
    /* New values may come with the overflow: look again there. */
    if (counts > to_overflow(tim))
        counts = to_overflow(tim);
    uint64_t at =
        tim->base_cycle + clocks_for(tim, counts) * timer_clock(chip, row);
    due_in_cycles(chip, row->due, at - chip->cycle);
}

static void rearm(struct chip *chip, const struct map_row *row)
{
    update_irq(chip, row);
    rearm_due(chip, row);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)event;
    sync(chip, row);
    rearm(chip, row);
}

static void skip(struct chip *chip, const struct map_row *row, uint64_t cycles)
{
    state(chip, row)->base_cycle += cycles;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    *state(chip, row) = (struct tim){
        .arr = WIDTH - 1,
        .arr_active = WIDTH - 1,
        .base_cycle = chip->cycle,
    };
    rearm(chip, row);
}

/* --- registers --- */

/* RM0367 21.3.2: the counter starts one timer clock after CEN was set. */
static enum access write_cr1(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct tim *tim = state(chip, row);
    bool start = value & CR1_CEN && !(tim->cr1 & CR1_CEN);

    tim->cr1 = value & variant(row)->cr1;
    if (start)
        tim->base_cycle = chip->cycle + timer_clock(chip, row);
    return tim->cr1 & (CR1_DIR | CR1_CMS) ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* UG restarts counter and prescaler; the update event itself comes only with
 * UDIS=0, its flag only with URS=0 (RM0367 21.4.1). */
static void write_egr(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct tim *tim = state(chip, row);
    value &= variant(row)->egr;
    tim->sr |= value & ~UIF;
    if (!(value & UIF))
        return;
    tim->count = tim->prescale = 0;
    if (tim->base_cycle < chip->cycle)
        tim->base_cycle = chip->cycle;
    if (tim->cr1 & CR1_UDIS)
        return;
    load_shadows(tim);
    if (!(tim->cr1 & CR1_URS))
        tim->sr |= UIF;
    if (tim->cr1 & CR1_OPM)
        tim->cr1 &= ~CR1_CEN;
}

static void write_arr(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct tim *tim = state(chip, row);
    bool blocked = !running(chip, row);
    tim->arr = value & 0xFFFF;
    if (!(tim->cr1 & CR1_ARPE))
        tim->arr_active = tim->arr;
    if (blocked)
        tim->base_cycle = chip->cycle;
}

static bool is_ccr(const struct tim_variant *has, uint32_t offset)
{
    return offset >= CCR1 && offset < CCR1 + 4 * has->channels;
}

static void write_ccr(struct tim *tim, unsigned channel, uint32_t value)
{
    tim->ccr[channel] = value & 0xFFFF;
    if (!channel_preloads(tim, channel))
        tim->ccr_active[channel] = tim->ccr[channel];
}

/* The registers of a timer with channels. */
static enum access write_channels(struct tim *tim,
                                  const struct tim_variant *has,
                                  uint32_t offset, uint32_t value)
{
    uint32_t odd = 0; /* bits whose effect is not modelled */

    switch (offset) {
    case SMCR: odd = tim->smcr = value & 0xFFF7; break;
    case CCMR1: odd = (tim->ccmr1 = value & 0xFFFF) & CCMR_INPUTS; break;
    case CCMR2: odd = (tim->ccmr2 = value & has->ccmr2) & CCMR_INPUTS; break;
    case CCER: odd = (tim->ccer = value & has->ccer) & CCER_OUTPUTS; break;
    case DCR: odd = tim->dcr = value & has->dcr; break;
    case DMAR: return has->dcr ? ACCESS_UNMODELLED : ACCESS_OK;
    case OR: odd = tim->or = value & has->or ; break;
    default:
        if (is_ccr(has, offset))
            write_ccr(tim, (offset - CCR1) / 4, value);
        break;
    }
    return odd ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct tim *tim = state(chip, row);
    const struct tim_variant *has = row->variant;
    enum access access = ACCESS_OK;

    sync(chip, row);
    switch (offset) {
    case CR1: access = write_cr1(chip, row, value); break;
    case CR2: tim->cr2 = value & has->cr2; break;
    case DIER:
        tim->dier = value & has->dier;
        access = tim->dier & DMA_ENABLES ? ACCESS_UNMODELLED : ACCESS_OK;
        break;
    case SR: tim->sr &= value; break; /* rc_w0 */
    case EGR: write_egr(chip, row, value); break;
    case CNT: tim->count = value & 0xFFFF; break;
    case PSC: tim->psc = value & 0xFFFF; break;
    case ARR: write_arr(chip, row, value); break;
    default:
        if (has->channels)
            access = write_channels(tim, has, offset, value);
        break;
    }
    rearm(chip, row);
    return access;
}

/* What the timer does not have was never written, and reads 0. */
static uint32_t read_channels(const struct tim *tim, uint32_t offset)
{
    switch (offset) {
    case SMCR: return tim->smcr;
    case CCMR1: return tim->ccmr1;
    case CCMR2: return tim->ccmr2;
    case CCER: return tim->ccer;
    case DCR: return tim->dcr;
    case OR: return tim->or ;
    default:
        if (offset >= CCR1 && offset <= CCR4)
            return tim->ccr[(offset - CCR1) / 4];
        return 0;
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct tim *tim = state(chip, row);

    sync(chip, row);
    *value = 0;
    switch (offset) {
    case CR1: *value = tim->cr1; break;
    case CR2: *value = tim->cr2; break;
    case DIER: *value = tim->dier; break;
    case SR: *value = tim->sr; break;
    case EGR: break; /* write-only */
    case CNT: *value = tim->count; break;
    case PSC: *value = tim->psc; break;
    case ARR: *value = tim->arr; break;
    default:
        if (variant(row)->channels)
            *value = read_channels(tim, offset);
        if (variant(row)->dcr && offset == DMAR)
            return ACCESS_UNMODELLED;
        break;
    }
    return ACCESS_OK;
}

/* Without its clock TIM2_ARR, documented as FFFF, reads 0: observed on a
 * NUCLEO-L073RZ. That all registers of a timer read 0 then is assumed: the
 * others have the reset value 0. */
static enum access peek(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    (void)chip, (void)row, (void)offset;
    *value = 0;
    return ACCESS_OK;
}

const struct map_kind tim = {
    .read = read,
    .peek = peek,
    .write = write,
    .reset = reset,
    .due = due,
    .before_clock = sync,
    .after_clock = rearm,
    .skip = skip,
    .dues = 1,
};

/* SPDX-License-Identifier: MIT */
#include "chip/block/tim.h"

#include "chip/block/tim_bits.h"
#include "chip/block/tim_capture.h"
#include "chip/block/tim_counter.h"
#include "chip/block/tim_output.h"
#include "chip/block/tim_slave.h"
#include "chip/block/tim_time.h"
#include "chip/clock.h"
#include "chip/dma.h"

#include <string.h>

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
    RCR = 0x30,
    CCR1 = 0x34,
    CCR4 = 0x40,
    BDTR = 0x44,
    DCR = 0x48,
    DMAR = 0x4C,
    OR = 0x50,
    CCMR3 = 0x54, /* the first of the later version */
    OR3 = 0x64,   /* its last */
};

#define LATER_UIFREMAP (1u << 11)
#define LATER_MMS2     (15u << 20)
#define LATER_SMS      (1u << 16)
#define LATER_OCM      (1u << 16 | 1u << 24)

/* --- time --- */

static void sync(struct chip *chip, const struct map_row *row)
{
    tim_time_to(chip, row, chip->cycle);
}

/* In Stop no edge was seen. */
static void skip(struct chip *chip, const struct map_row *row, uint64_t cycles)
{
    struct tim *tim = tim_state(chip, row);
    tim->base_cycle += cycles;
    tim_capture_skip(tim, clock_ps(chip));
    tim->level = tim_capture_levels(chip, row);
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct tim *tim = tim_state(chip, row);
    (void)kind;
    struct tim before = *tim;
    uint32_t max = tim_variant(row)->wide ? 0xFFFFFFFF : 0xFFFF;
    *tim = (struct tim){
        .max = max,
        .arr = max,
        .arr_active = max,
        .bdtr = tim_variant(row)->bdtr ? 0 : BDTR_MOE,
        .channels = tim_variant(row)->channels,
        .base_cycle = chip->cycle,
        .live = before.live,
    };
    memcpy(tim->slaves, before.slaves, sizeof tim->slaves);
    if (before.smcr)
        tim_time_connect(chip, row);
    for (unsigned line = 0; DMA_LINES >> line; line++)
        dma_request(chip, row, line, false);
    tim_output_update(chip, row, chip->cycle);
    tim_time_show(chip, row, chip->cycle);
    tim->level = tim_capture_levels(chip, row);
    tim_time_arm(chip, row);
}

/* --- pins --- */

/* What an edge captures is the count of its own time; then slave mode may
 * change it. */
static void pins(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct tim *tim = tim_state(chip, row);
    if ((!tim->ccer && !tim->smcr) || tim_stands(chip, row))
        return;

    uint8_t levels = tim_capture_levels(chip, row), was = tim->level;
    if (levels == was && tim_output_live(chip, row) == tim->live)
        return;
    uint64_t cycle = clock_cycle_at(chip, ps);
    tim_time_to(chip, row, cycle);
    tim_capture_edges(tim, levels);
    tim_slave_inputs(tim, was, cycle);
    tim_output_follow(chip, row);
    tim_time_show(chip, row, cycle);
    tim_time_arm(chip, row);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)event;
    pins(chip, row, clock_ps(chip)); /* ETR may be a clock */
    sync(chip, row);
    tim_time_show(chip, row, chip->cycle);
    tim_time_arm(chip, row);
}

/* --- registers --- */

/* RM0367 21.3.2: the counter starts one timer clock after CEN was set. DIR
 * follows the counter while it is centre-aligned. */
static void write_cr1(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct tim *tim = tim_state(chip, row);
    bool start = value & CR1_CEN && !(tim->cr1 & CR1_CEN);

    value &= tim_variant(row)->cr1;
    if (tim->cr1 & CR1_CMS)
        value = (value & ~CR1_DIR) | (tim->cr1 & CR1_DIR);
    tim->cr1 = value;
    tim_counter_direct(tim);
    if (start)
        tim->base_cycle = chip->cycle + tim_clock(chip, row);
}

/* CCxG captures on an input, whose CCxE does not matter (assumed). */
static void write_egr(struct chip *chip, const struct map_row *row,
                      uint32_t value)
{
    struct tim *tim = tim_state(chip, row);
    value &= tim_variant(row)->egr;
    for (unsigned ch = 0; ch < tim->channels; ch++)
        if (value & CCIF(ch) && !tim_is_output(tim, ch))
            tim_capture(tim, ch);
    tim_raise(tim, value & ~UIF);
    if (value & UIF)
        tim_counter_restart(tim, chip->cycle);
}

/* A request that is switched off is taken back. */
static void write_dier(struct chip *chip, const struct map_row *row,
                       uint32_t value)
{
    struct tim *tim = tim_state(chip, row);
    tim->dier = value;
    for (unsigned line = 0; DMA_LINES >> line; line++)
        if (!(value >> 8 >> line & 1))
            dma_request(chip, row, line, false);
}

static void write_arr(struct chip *chip, struct tim *tim, uint32_t value)
{
    bool blocked = !tim_counter_runs(tim);
    tim->arr = value & tim->max;
    if (!(tim->cr1 & CR1_ARPE))
        tim->arr_active = tim->arr;
    tim_counter_direct(tim);
    if (blocked)
        tim->base_cycle = chip->cycle;
}

static bool is_ccr(const struct tim *tim, uint32_t offset)
{
    return offset >= CCR1 && offset < CCR1 + 4 * tim->channels;
}

/* RM0367 21.4.13: of an input it is read-only. */
static void write_ccr(struct tim *tim, unsigned channel, uint32_t value)
{
    if (!tim_is_output(tim, channel))
        return;
    tim->ccr[channel] = value & tim->max;
    if (!(tim_ccmr(tim, channel) & CCMR_OCPE))
        tim->ccr_active[channel] = tim->ccr[channel];
}

/* RM0367 21.4.7: CCxS is writable while the channel is off only. */
static enum access write_ccmr(struct tim *tim, const struct tim_variant *has,
                              unsigned half, uint32_t value)
{
    enum access access = ACCESS_OK;
    for (unsigned i = 0; i < 2; i++) {
        unsigned ch = 2 * half + i;
        if (tim->ccer & CCER_CCE(ch))
            value = (value & ~(CCMR_CCS << 8 * i)) | tim_ccs(tim, ch) << 8 * i;
    }
    tim->ccmr[half] = value;
    for (unsigned ch = 2 * half; ch < 2 * half + 2; ch++) {
        if (tim_ccs(tim, ch) == CCS_TRC)
            access = ACCESS_UNMODELLED;
        if (tim_is_output(tim, ch) && tim_ccmr(tim, ch) & has->occe)
            access = ACCESS_UNMODELLED;
    }
    return access;
}

/* RM0367 21.4.7: the prescaler of an input is reset when CCxE is. */
static void write_ccer(struct tim *tim, uint32_t value)
{
    tim->ccer = value;
    for (unsigned ch = 0; ch < tim->channels; ch++)
        if (!(value & CCER_CCE(ch)))
            tim->edges[ch] = 0;
}

/* The registers of a timer with channels. */
static enum access write_channels(struct tim *tim, const struct map_row *row,
                                  uint32_t offset, uint32_t value)
{
    const struct tim_variant *has = tim_variant(row);
    uint32_t odd = 0; /* bits whose effect is not modelled */

    switch (offset) {
    case SMCR:
        tim->smcr = has->no_slave ? 0 : value & 0xFFF7;
        odd = tim_capture_drives_slave(tim, row);
        break;
    case CCMR1: return write_ccmr(tim, has, 0, value & 0xFFFF);
    case CCMR2: return write_ccmr(tim, has, 1, value & has->ccmr2);
    case CCER: write_ccer(tim, value & has->ccer); break;
    case RCR:
        tim->rcr = value & has->rcr;
        odd = tim->rcr;
        break;
    case BDTR:
        if (has->bdtr)
            tim->bdtr = value & has->bdtr;
        break;
    case DCR:
        tim->dcr = value & has->dcr;
        tim->burst = 0;
        break;
    case OR:
        tim->or = value & has->or ;
        odd =
            tim_capture_absent(tim, row) || tim_capture_drives_slave(tim, row);
        break;
    default:
        if (is_ccr(tim, offset))
            write_ccr(tim, (offset - CCR1) / 4, value);
        break;
    }
    return odd ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* Returns the bits of a store that a later version has, and this model not. */
static uint32_t later_bits(const struct map_row *row, uint32_t offset,
                           uint32_t value)
{
    if (!tim_variant(row)->later)
        return 0;
    switch (offset) {
    case CR1: return value & LATER_UIFREMAP;
    case CR2: return value & LATER_MMS2;
    case SMCR: return value & LATER_SMS;
    case CCMR1:
    case CCMR2: return value & LATER_OCM;
    default: return offset >= CCMR3 ? value : 0;
    }
}

static enum access store(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct tim *tim = tim_state(chip, row);
    const struct tim_variant *has = row->variant;

    switch (offset) {
    case CR1: write_cr1(chip, row, value); break;
    case CR2: tim->cr2 = value & has->cr2; break;
    case DIER: write_dier(chip, row, value & has->dier); break;
    case SR: tim->sr &= value; break; /* rc_w0 */
    case EGR: write_egr(chip, row, value); break;
    case CNT:
        tim->count = value & tim->max;
        tim_counter_direct(tim);
        break;
    case PSC: tim->psc = value & 0xFFFF; break;
    case ARR: write_arr(chip, tim, value); break;
    default:
        if (has->channels)
            return write_channels(tim, row, offset, value);
        break;
    }
    return ACCESS_OK;
}

/* That an input moves because something else is connected is no edge
 * (assumed). */
static void connect(struct chip *chip, const struct map_row *row)
{
    struct tim *tim = tim_state(chip, row);
    tim_capture_skip(tim, clock_ps(chip));
    tim->level = tim_capture_levels(chip, row);
}

/* RM0367 21.3.17: an access to DMAR is one to the next register of the burst,
 * and asks for the next transfer until the last one is done. */
static uint32_t in_burst(struct chip *chip, const struct map_row *row)
{
    struct tim *tim = tim_state(chip, row);
    uint32_t offset = 4 * (DCR_DBA(tim->dcr) + tim->burst);

    tim->burst = tim->burst < DCR_DBL(tim->dcr) ? tim->burst + 1 : 0;
    if (tim->burst)
        dma_pulse(chip, row, tim->asked);
    return offset;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct tim *tim = tim_state(chip, row);

    sync(chip, row);
    tim->events = 0;
    if (offset == DMAR && tim_variant(row)->dcr)
        offset = in_burst(chip, row);
    enum access access = store(chip, row, offset, value);
    if (later_bits(row, offset, value))
        access = ACCESS_UNMODELLED;
    if (offset == CR2 || offset == CCER || offset == OR)
        connect(chip, row);
    if (offset == SMCR)
        tim_time_connect(chip, row);
    tim_counter_refs(tim);
    tim_time_show(chip, row, chip->cycle);
    tim_time_arm(chip, row);
    return access;
}

/* RM0367 21.4.5: reading what was captured clears the flag. */
static uint32_t read_ccr(struct tim *tim, unsigned channel)
{
    if (!tim_is_output(tim, channel))
        tim->sr &= ~CCIF(channel);
    return tim->ccr[channel];
}

/* What the timer does not have was never written, and reads 0. */
static uint32_t read_channels(struct tim *tim, const struct tim_variant *has,
                              uint32_t offset)
{
    switch (offset) {
    case SMCR: return tim->smcr;
    case CCMR1: return tim->ccmr[0];
    case CCMR2: return tim->ccmr[1];
    case CCER: return tim->ccer;
    case RCR: return tim->rcr;
    case BDTR: return has->bdtr ? tim->bdtr : 0;
    case DCR: return tim->dcr;
    case OR: return tim->or ;
    default:
        if (is_ccr(tim, offset))
            return read_ccr(tim, (offset - CCR1) / 4);
        return 0;
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct tim *tim = tim_state(chip, row);

    sync(chip, row);
    if (offset == DMAR && tim_variant(row)->dcr)
        offset = in_burst(chip, row);
    uint32_t flags = tim->sr;
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
        if (tim->channels)
            *value = read_channels(tim, tim_variant(row), offset);
        break;
    }
    if (tim->sr != flags)
        tim_time_arm(chip, row);
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

/* The flags and what was written, of a timer that counts for itself; not CR1,
 * whose DIR follows the count. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    const struct tim *tim = tim_state(chip, row);
    uint32_t flags = (UIF | CC_FLAGS) & ~tim->sr;
    bool plain = offset == CR2 || offset == DIER || offset == SR ||
                 offset == PSC || offset == ARR;
    if (!plain || tim->or || tim->smcr || tim_stands(chip, row))
        return 0;
    uint64_t next = tim_counter_next(tim, flags, tim_clock(chip, row));
    return next == NEVER ? NEVER : clock_ps_at(chip, next);
}

const struct map_kind tim = {
    .last = OR3,
    .read = read,
    .peek = peek,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = due,
    .before_clock = sync,
    .after_clock = tim_time_arm,
    .skip = skip,
    .drives = tim_output_drives,
    .pins = pins,
    .dues = 1,
};

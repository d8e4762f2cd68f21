/* SPDX-License-Identifier: MIT */
#include "chip/block/tim_capture.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/tim_bits.h"
#include "chip/clock.h"

/* --- what is connected --- */

/* What TIMx_OR connects an input to: an enum map_clock, TIM_PIN ... */
static unsigned source(const struct tim *tim, const struct map_row *row,
                       unsigned input)
{
    const struct tim_variant *has = tim_variant(row);
    for (unsigned i = 0; i < has->remaps; i++) {
        const struct tim_remap *remap = &has->remap[i];
        if (remap->input == input)
            return remap->source[tim->or >> remap->shift & remap->mask];
    }
    return TIM_PIN;
}

bool tim_capture_absent(const struct tim *tim, const struct map_row *row)
{
    for (unsigned input = 0; input < TIM_INPUTS; input++)
        if (source(tim, row, input) == TIM_ABSENT)
            return true;
    return false;
}

bool tim_capture_drives_slave(const struct tim *tim, const struct map_row *row)
{
    enum ts ts = SMCR_TS(tim->smcr);
    return SMCR_SMS(tim->smcr) && (ts == TS_TI1F_ED || ts == TS_TI1FP1) &&
           source(tim, row, TIM_TI1) < TIM_PIN;
}

/* The input that a channel captures, or TIM_INPUTS: it is an output, or off. */
static unsigned input_of(const struct tim *tim, unsigned channel)
{
    if (!(tim->ccer & CCER_CCE(channel)))
        return TIM_INPUTS;
    switch (tim_ccs(tim, channel)) {
    case CCS_DIRECT: return channel;
    case CCS_NEIGHBOUR: return channel ^ 1;
    default: return TIM_INPUTS;
    }
}

/* --- captures --- */

/* RM0367 21.4.5: overcapture, when the flag of the last one is still set. */
void tim_capture(struct tim *tim, unsigned channel)
{
    if (tim->sr & CCIF(channel))
        tim->sr |= CCOF(channel);
    tim_raise(tim, CCIF(channel));
    tim->ccr[channel] = tim->ccr_active[channel] = tim->count;
}

static unsigned edges_for_one(const struct tim *tim, unsigned channel)
{
    return 1u << CCMR_ICPSC(tim_ccmr(tim, channel));
}

static bool takes_rising(const struct tim *tim, unsigned channel)
{
    return !(tim->ccer & CCER_CCP(channel)) || tim->ccer & CCER_CCNP(channel);
}

static bool takes_falling(const struct tim *tim, unsigned channel)
{
    return tim->ccer & CCER_CCP(channel);
}

/* --- levels --- */

/* Half periods of a clock in `ps`; it is high in the first one. */
static uint64_t halves_in(uint64_t ps, uint32_t hz)
{
    enum { M = 1000000 };
    uint64_t rate = 2ull * hz, part = ps % PS_PER_S;
    return ps / PS_PER_S * rate + (part / M * rate + part % M * rate / M) / M;
}

/* The first ps at which so many half periods are over. */
static uint64_t after_halves(uint64_t halves, uint32_t hz)
{
    enum { M = 1000000 };
    uint64_t rate = 2ull * hz, scaled = halves % rate * M;
    return halves / rate * PS_PER_S + scaled / rate * M +
           (scaled % rate * M + rate - 1) / rate;
}

/* The clock that ETR comes from, in Hz; 0 = none, or it stands still. */
static uint32_t etr_hz(const struct chip *chip, const struct map_row *row)
{
    unsigned from = source(tim_state(chip, row), row, TIM_ETR);
    return from < TIM_PIN ? map_of(chip)->clock_hz(chip, from) : 0;
}

static bool etr_is_high(const struct chip *chip, const struct map_row *row)
{
    uint32_t hz = etr_hz(chip, row);
    return hz && halves_in(clock_ps(chip), hz) % 2 == 0;
}

/* TI1S: the first three channels' pins are one input (RM0367 21.4.2). */
static uint8_t combine(const struct tim *tim, unsigned pins)
{
    if (tim->cr2 & CR2_TI1S)
        pins ^= (pins >> 1 & 1) ^ (pins >> 2 & 1);
    return (uint8_t)pins;
}

/* ST's HAL calls them "ORed GPIOs". */
uint8_t tim_capture_levels(const struct chip *chip, const struct map_row *row)
{
    const struct tim *tim = tim_state(chip, row);
    unsigned levels = 0;

    for (unsigned i = 0; i < row->pin_count; i++) {
        const struct map_pin *pin = &row->pins[i];
        uint32_t needs = TIM_NEEDS_OR(pin->signal);
        unsigned high = gpio_v2_levels(chip, pin->port) >> pin->number & 1;
        if (high && (tim->or &needs) == needs && gpio_v2_selects(chip, pin))
            levels |= 1u << TIM_SIGNAL(pin->signal);
    }
    levels = combine(tim, levels);
    for (unsigned input = 0; input < TIM_INPUTS; input++)
        if (source(tim, row, input) != TIM_PIN)
            levels &= ~(1u << input);
    if (etr_is_high(chip, row))
        levels |= 1u << TIM_ETR;
    return (uint8_t)levels;
}

static void edge(struct tim *tim, unsigned channel)
{
    if (++tim->edges[channel] < edges_for_one(tim, channel))
        return;
    tim->edges[channel] = 0;
    tim_capture(tim, channel);
}

void tim_capture_edges(struct tim *tim, uint8_t levels)
{
    uint8_t changed = levels ^ tim->level;

    tim->level = levels;
    for (unsigned ch = 0; changed && ch < tim->channels; ch++) {
        unsigned bit = 1u << input_of(tim, ch);
        if (changed & bit &&
            (levels & bit ? takes_rising(tim, ch) : takes_falling(tim, ch)))
            edge(tim, ch);
    }
}

/* --- internal clocks --- */

/* The edges of a clock that a channel takes. */
struct edges {
    uint32_t hz; /* 0 = none */
    bool rising, falling;
};

static struct edges edges_of(const struct chip *chip, const struct map_row *row,
                             unsigned channel)
{
    const struct tim *tim = tim_state(chip, row);
    unsigned input = input_of(tim, channel);
    unsigned from = input < TIM_INPUTS ? source(tim, row, input) : TIM_QUIET;

    if (from >= TIM_PIN || from == TIM_ABSENT)
        return (struct edges){0};
    return (struct edges){
        .hz = map_of(chip)->clock_hz(chip, from),
        .rising = takes_rising(tim, channel),
        .falling = takes_falling(tim, channel),
    };
}

/* How many edges come in the time from 0 to `ps`, the one at 0 left out. */
static uint64_t edges_in(const struct edges *edges, uint64_t ps)
{
    uint64_t halves = halves_in(ps, edges->hz);
    if (edges->rising && edges->falling)
        return halves;
    return edges->rising ? halves / 2 : (halves + 1) / 2;
}

/* When edge number `count`, counted from 1, comes. */
static uint64_t edge_ps(const struct edges *edges, uint64_t count)
{
    if (!(edges->rising && edges->falling))
        count = edges->rising ? 2 * count : 2 * count - 1;
    return after_halves(count, edges->hz);
}

static struct tim_capture last_of(const struct chip *chip,
                                  const struct map_row *row, unsigned channel,
                                  uint64_t until)
{
    const struct tim *tim = tim_state(chip, row);
    struct edges edges = edges_of(chip, row, channel);
    if (!edges.hz)
        return (struct tim_capture){.channel = TIM_CHANNELS};

    uint64_t end = edges_in(&edges, until);
    uint64_t new = end - edges_in(&edges, tim->seen_ps[channel]);
    uint64_t total = tim->edges[channel] + new;
    unsigned group = edges_for_one(tim, channel);
    if (!new || total < group)
        return (struct tim_capture){.channel = TIM_CHANNELS};
    return (struct tim_capture){
        .channel = channel,
        .ps = edge_ps(&edges, end - total % group),
        .count = total / group,
        .rest = total % group,
    };
}

struct tim_capture tim_capture_last(const struct chip *chip,
                                    const struct map_row *row, uint64_t until)
{
    const struct tim *tim = tim_state(chip, row);
    struct tim_capture first = {.channel = TIM_CHANNELS};

    for (unsigned ch = 0; ch < tim->channels; ch++) {
        struct tim_capture last = last_of(chip, row, ch, until);
        if (last.channel == ch &&
            (first.channel == TIM_CHANNELS || last.ps < first.ps))
            first = last;
    }
    return first;
}

void tim_capture_clock(struct tim *tim, const struct tim_capture *last,
                       uint64_t until)
{
    if (last->count > 1)
        tim_capture(tim, last->channel);
    tim_capture(tim, last->channel);
    tim->edges[last->channel] = (uint8_t)last->rest;
    tim->seen_ps[last->channel] = until;
}

void tim_capture_skip(struct tim *tim, uint64_t until)
{
    for (unsigned ch = 0; ch < tim->channels; ch++)
        tim->seen_ps[ch] = until;
}

void tim_capture_pass(struct chip *chip, const struct map_row *row,
                      uint64_t until)
{
    struct tim *tim = tim_state(chip, row);
    for (unsigned ch = 0; ch < tim->channels; ch++) {
        struct edges edges = edges_of(chip, row, ch);
        if (edges.hz)
            tim->edges[ch] += (uint8_t)(edges_in(&edges, until) -
                                        edges_in(&edges, tim->seen_ps[ch]));
    }
    tim_capture_skip(tim, until);
}

uint64_t tim_capture_next(const struct chip *chip, const struct map_row *row,
                          uint32_t mask)
{
    const struct tim *tim = tim_state(chip, row);
    uint64_t next = NEVER;

    for (unsigned ch = 0; ch < tim->channels; ch++) {
        struct edges edges = {0};
        if (mask & CCIF(ch))
            edges = edges_of(chip, row, ch);
        if (!edges.hz)
            continue;
        uint64_t count = edges_in(&edges, tim->seen_ps[ch]) +
                         edges_for_one(tim, ch) - tim->edges[ch];
        if (edge_ps(&edges, count) < next)
            next = edge_ps(&edges, count);
    }
    return next;
}

uint64_t tim_capture_etr_next(const struct chip *chip,
                              const struct map_row *row)
{
    const struct tim *tim = tim_state(chip, row);
    bool used = tim->smcr & SMCR_ECE ||
                (SMCR_SMS(tim->smcr) && SMCR_TS(tim->smcr) == TS_ETRF);
    uint32_t hz = used ? etr_hz(chip, row) : 0;
    return hz ? after_halves(halves_in(clock_ps(chip), hz) + 1, hz) : NEVER;
}

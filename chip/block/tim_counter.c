/* SPDX-License-Identifier: MIT */
#include "chip/block/tim_counter.h"

#include "chip/block/tim_bits.h"

#define NO_COUNT UINT64_MAX

/* The number of counts: 2^16 or 2^32. */
static uint64_t width(const struct tim *tim)
{
    return tim->max + 1ull;
}

/* The counter goes from one end to the other in a lap: up to ARR, down to 0,
 * or, centre-aligned, one way after the other. An update event is at its end.
 */
static bool centred(const struct tim *tim)
{
    return tim->cr1 & CR1_CMS;
}

static bool goes_down(const struct tim *tim)
{
    return tim->cr1 & CR1_DIR;
}

/* RM0367 21.4.12: the counter is blocked while ARR is 0. */
static bool enabled(const struct tim *tim)
{
    return tim->cr1 & CR1_CEN && tim->arr_active;
}

/* The encoder modes and the external clock modes count edges instead. */
bool tim_counter_runs(const struct tim *tim)
{
    enum sms sms = SMCR_SMS(tim->smcr);
    if (tim->smcr & SMCR_ECE || (sms != SMS_OFF && sms < SMS_RESET) ||
        sms == SMS_CLOCK || (sms == SMS_GATED && !tim->trigger))
        return false;
    return enabled(tim);
}

/* --- where the counter is in its lap --- */

/* Where the lap up ends; RM0367 21.3.2: centre-aligned at ARR, which belongs
 * to the way down. */
static uint64_t top(const struct tim *tim)
{
    uint64_t end = (uint64_t)tim->arr_active + !centred(tim);
    return tim->count < end ? end : width(tim);
}

static uint64_t to_end(const struct tim *tim)
{
    if (!goes_down(tim))
        return top(tim) - tim->count;
    return (uint64_t)tim->count + !centred(tim);
}

/* The count with which the next lap begins. */
static uint32_t first_count(const struct tim *tim)
{
    if (centred(tim) && !goes_down(tim))
        return (uint32_t)(top(tim) % width(tim));
    return centred(tim) || !goes_down(tim) ? 0 : tim->arr_active;
}

void tim_counter_direct(struct tim *tim)
{
    if (!centred(tim))
        return;
    if (tim->count == 0)
        tim->cr1 &= ~CR1_DIR;
    else if (tim->count == tim->arr_active)
        tim->cr1 |= CR1_DIR;
}

/* --- compare channels --- */

/* Does the end of the lap match? What lies above ARR does at the overflow, and
 * counting down at the underflow. */
static bool end_matches(const struct tim *tim, unsigned channel)
{
    uint32_t ccr = tim->ccr_active[channel];
    bool back_at_0 = centred(tim) && goes_down(tim);
    return ccr == first_count(tim) || (ccr > tim->arr_active && !back_at_0);
}

/* Counts from now to CCRx, if it lies before the end of the lap. */
static uint64_t to_ccr(const struct tim *tim, unsigned channel)
{
    uint32_t ccr = tim->ccr_active[channel];
    uint64_t counts = goes_down(tim) ? tim->count - ccr : ccr - tim->count;
    return counts - 1 < to_end(tim) - 1 ? counts : NO_COUNT;
}

/* Counts from now to the next match of a channel in this lap. */
static uint64_t to_match(const struct tim *tim, unsigned channel)
{
    uint64_t counts = to_ccr(tim, channel);
    if (counts == NO_COUNT && end_matches(tim, channel))
        return to_end(tim);
    return counts;
}

static bool pwm_active(const struct tim *tim, unsigned channel)
{
    uint32_t ccr = tim->ccr_active[channel];
    return goes_down(tim) ? tim->count <= ccr : tim->count < ccr;
}

static void set_ref(struct tim *tim, unsigned channel, bool level)
{
    uint8_t bit = (uint8_t)(1u << channel);
    tim->ref = (uint8_t)((tim->ref & ~bit) | (level ? bit : 0));
}

void tim_counter_refs(struct tim *tim)
{
    for (unsigned ch = 0; ch < tim->channels; ch++) {
        if (!tim_is_output(tim, ch))
            continue;
        switch ((enum ocm)CCMR_OCM(tim_ccmr(tim, ch))) {
        case OCM_FORCE_INACTIVE: set_ref(tim, ch, false); break;
        case OCM_FORCE_ACTIVE: set_ref(tim, ch, true); break;
        case OCM_PWM1: set_ref(tim, ch, pwm_active(tim, ch)); break;
        case OCM_PWM2: set_ref(tim, ch, !pwm_active(tim, ch)); break;
        default: break; /* at a match */
        }
    }
}

static void match_ref(struct tim *tim, unsigned channel)
{
    switch ((enum ocm)CCMR_OCM(tim_ccmr(tim, channel))) {
    case OCM_ACTIVE: set_ref(tim, channel, true); break;
    case OCM_INACTIVE: set_ref(tim, channel, false); break;
    case OCM_TOGGLE: tim->ref ^= (uint8_t)(1u << channel); break;
    default: break;
    }
}

/* CMS = 1 raises the flags on the way down only, 2 on the way up only (RM0367
 * 21.4.1). */
static bool raises_flag(const struct tim *tim)
{
    uint32_t ways = (tim->cr1 & CR1_CMS) >> 5;
    return !ways || ways & (goes_down(tim) ? 1 : 2);
}

static void match(struct tim *tim, unsigned channel, bool flag)
{
    match_ref(tim, channel);
    if (flag)
        tim_raise(tim, CCIF(channel));
}

/* What the channels do in the next `counts` steps, which do not pass the end
 * of the lap. */
static void match_all(struct tim *tim, uint64_t counts)
{
    for (unsigned ch = 0; ch < tim->channels; ch++) {
        if (!tim_is_output(tim, ch))
            continue;
        if (to_ccr(tim, ch) <= counts)
            match(tim, ch, raises_flag(tim));
        if (counts == to_end(tim) && end_matches(tim, ch))
            match(tim, ch, true);
    }
}

/* --- updates --- */

static void load(struct tim *tim)
{
    tim->arr_active = tim->arr;
    tim->psc_active = tim->psc;
    for (unsigned ch = 0; ch < tim->channels; ch++)
        tim->ccr_active[ch] = tim->ccr[ch];
}

static void update(struct tim *tim, bool flag)
{
    if (tim->cr1 & CR1_UDIS)
        return;
    tim->events |= EVENT_UPDATE;
    if (flag)
        tim_raise(tim, UIF);
    if (tim->cr1 & CR1_OPM)
        tim->cr1 &= ~CR1_CEN;
}

/* The update event itself comes only with UDIS=0, its flag only with URS=0
 * (RM0367 21.4.1). */
void tim_counter_restart(struct tim *tim, uint64_t cycle)
{
    if (!(tim->cr1 & CR1_UDIS))
        load(tim);
    if (centred(tim))
        tim->cr1 &= ~CR1_DIR;
    tim->count = goes_down(tim) ? tim->arr_active : 0;
    tim->prescale = 0;
    if (tim->base_cycle < cycle)
        tim->base_cycle = cycle;
    tim->events |= EVENT_RESTART;
    update(tim, !(tim->cr1 & CR1_URS));
}

/* RM0367 21.3.2: counting down, the new ARR comes into force before the
 * counter is loaded with it. */
static void end_lap(struct tim *tim)
{
    uint32_t turn = first_count(tim);

    if (!(tim->cr1 & CR1_UDIS))
        load(tim);
    tim->count = centred(tim) ? turn : first_count(tim);
    if (centred(tim) && turn)
        tim->cr1 |= CR1_DIR;
    else if (centred(tim))
        tim->cr1 &= ~CR1_DIR;
    update(tim, true);
}

/* --- counting --- */

/* Timer clocks until `counts` more counts. */
static uint64_t clocks_for(const struct tim *tim, uint64_t counts)
{
    return counts * (tim->psc_active + 1ull) - tim->prescale;
}

/* Lets `clocks` timer clocks pass, at most to the end of the lap; returns
 * those that are left. */
static uint64_t advance(struct tim *tim, uint64_t clocks)
{
    uint64_t period = tim->psc_active + 1ull;
    uint64_t needed = clocks_for(tim, to_end(tim));

    if (clocks < needed) {
        uint64_t counts = (tim->prescale + clocks) / period;
        match_all(tim, counts);
        tim->prescale = (uint32_t)((tim->prescale + clocks) % period);
        tim->count += (uint32_t)(goes_down(tim) ? -counts : counts);
        return 0;
    }
    match_all(tim, to_end(tim));
    tim->prescale = 0;
    end_lap(tim);
    return clocks - needed;
}

/* There and back again, with as many matches as make no odds to an output that
 * toggles. */
static uint64_t four_laps(const struct tim *tim)
{
    uint64_t counts = (uint64_t)tim->arr_active + !centred(tim);
    return 4 * counts * (tim->psc_active + 1ull);
}

static void run(struct tim *tim, uint64_t clocks)
{
    unsigned laps = 0;
    while (clocks && tim_counter_runs(tim)) {
        clocks = advance(tim, clocks);
        /* By now the preloaded values are in force and every flag is set:
         * further laps need not be walked through. */
        if (++laps == 4)
            clocks %= four_laps(tim);
    }
}

void tim_counter_tick(struct tim *tim)
{
    if (enabled(tim))
        advance(tim, 1);
    tim_counter_refs(tim);
}

void tim_counter_to(struct tim *tim, uint64_t cycle, uint32_t clock)
{
    if (!clock || !tim_counter_runs(tim)) {
        tim->base_cycle = cycle;
        return;
    }
    if (cycle < tim->base_cycle)
        return;
    uint64_t clocks = (cycle - tim->base_cycle) / clock;
    tim->base_cycle += clocks * clock;
    if (!clocks)
        return;
    run(tim, clocks);
    tim_counter_refs(tim);
    if (!tim_counter_runs(tim))
        tim->base_cycle = cycle;
}

uint64_t tim_counter_next(const struct tim *tim, uint32_t mask, uint32_t clock)
{
    uint64_t counts = to_end(tim);
    for (unsigned ch = 0; ch < tim->channels; ch++)
        if (!tim_is_output(tim, ch))
            mask &= ~CCIF(ch);
        else if (mask & CCIF(ch) && to_match(tim, ch) < counts)
            counts = to_match(tim, ch);
    if (!(mask & (UIF | CC_FLAGS)) || !clock || !tim_counter_runs(tim))
        return NEVER;
    return tim->base_cycle + clocks_for(tim, counts) * clock;
}

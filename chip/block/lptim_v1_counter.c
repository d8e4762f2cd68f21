/* SPDX-License-Identifier: MIT */
#include "chip/block/lptim_v1_counter.h"

#include "chip/block/lptim_v1_bits.h"

enum { WIDTH = 0x10000 };

/* --- counting --- */

/* Pulses on IN1 are counted, not the kernel clock. */
static bool counts_pulses(const struct lptim_v1 *timer)
{
    return timer->cfgr & (CFGR_CKSEL | CFGR_COUNTMODE);
}

static uint32_t prescaler(const struct lptim_v1 *timer)
{
    return 1u << ((timer->cfgr & CFGR_PRESC) >> 9);
}

/* Counts until the counter wraps. A counter above ARR goes on to 0xFFFF. */
static uint32_t to_wrap(const struct lptim_v1 *timer)
{
    uint32_t top =
        timer->count > timer->arr_active ? WIDTH - 1 : timer->arr_active;
    return top + 1 - timer->count;
}

/* Counts until the counter reaches a value for the next time. */
static uint32_t to_value(const struct lptim_v1 *timer, uint32_t value)
{
    if (value > timer->count)
        return value - timer->count;
    return to_wrap(timer) + value;
}

static void reached(struct lptim_v1 *timer, uint32_t counts)
{
    if (to_value(timer, timer->cmp_active) <= counts)
        timer->isr |= CMPM;
    if (to_value(timer, timer->arr_active) <= counts)
        timer->isr |= ARRM;
}

/* Values that arrive in the middle of a period wait for its end. */
void lptim_v1_counter_load(struct lptim_v1 *timer)
{
    if (!timer->arr_wait)
        timer->arr_active = timer->arr;
    if (!timer->cmp_wait)
        timer->cmp_active = timer->cmp;
}

static void end_single(struct lptim_v1 *timer)
{
    timer->running = timer->single = false;
    timer->cr &= ~CR_SNGSTRT;
    timer->count = timer->prescale = 0;
    lptim_v1_counter_load(timer);
}

/* Lets `counts` counts pass, at most to the next wrap or to the end of a single
 * count; returns those that are left. */
static uint32_t advance(struct lptim_v1 *timer, uint32_t counts)
{
    uint32_t wrap = to_wrap(timer);
    uint32_t end = to_value(timer, timer->arr_active);
    if (timer->single && end <= counts) {
        reached(timer, end);
        end_single(timer);
        return 0;
    }
    if (counts < wrap) {
        reached(timer, counts);
        timer->count += counts;
        return 0;
    }
    reached(timer, wrap);
    timer->count = 0;
    lptim_v1_counter_load(timer);
    return counts - wrap;
}

/* Whole periods leave all but flags as it is. */
static uint32_t skip_periods(struct lptim_v1 *timer, uint64_t counts)
{
    uint64_t period = timer->arr_active + 1ull;
    if (timer->single || counts < 3 * period + WIDTH)
        return (uint32_t)counts;
    return (uint32_t)(period + WIDTH + counts % period);
}

static void count(struct lptim_v1 *timer, uint64_t clocks)
{
    uint64_t total = timer->prescale + clocks;
    uint64_t counts = total / prescaler(timer);
    timer->prescale = (uint32_t)(total % prescaler(timer));
    uint32_t left = skip_periods(timer, counts);
    while (left && timer->running)
        left = advance(timer, left);
}

void lptim_v1_counter_pulse(struct lptim_v1 *timer)
{
    if (timer->running && counts_pulses(timer))
        count(timer, 1);
}

/* --- the kernel clock --- */

static void arrived(struct lptim_v1 *timer, uint32_t *wait, uint32_t flag)
{
    *wait = 0;
    timer->isr |= flag;
    if (!(timer->cfgr & CFGR_PRELOAD && timer->running))
        lptim_v1_counter_load(timer);
}

/* Clocks until the next thing happens, at most `clocks`. */
static uint64_t first(const struct lptim_v1 *timer, uint64_t clocks)
{
    if (timer->arr_wait && timer->arr_wait < clocks)
        clocks = timer->arr_wait;
    if (timer->cmp_wait && timer->cmp_wait < clocks)
        clocks = timer->cmp_wait;
    if (timer->start_wait && timer->start_wait < clocks)
        clocks = timer->start_wait;
    return clocks;
}

static bool elapsed(uint32_t *wait, uint64_t clocks)
{
    if (!*wait || *wait > clocks) {
        *wait -= *wait ? (uint32_t)clocks : 0;
        return false;
    }
    return true;
}

static void pass(struct lptim_v1 *timer, uint64_t clocks)
{
    if (timer->running && !counts_pulses(timer))
        count(timer, clocks);
    if (elapsed(&timer->arr_wait, clocks))
        arrived(timer, &timer->arr_wait, ARROK);
    if (elapsed(&timer->cmp_wait, clocks))
        arrived(timer, &timer->cmp_wait, CMPOK);
    if (elapsed(&timer->start_wait, clocks)) {
        timer->start_wait = 0;
        timer->running = true;
    }
}

void lptim_v1_counter_sync(struct chip *chip, const struct map_row *row)
{
    struct lptim_v1 *timer = map_state(chip, row);
    uint64_t clocks = ticks_passed(chip, &timer->clock);
    ticks_spend(&timer->clock, clocks);
    if (!(timer->cr & CR_ENABLE))
        return;
    while (clocks) {
        uint64_t step = first(timer, clocks);
        pass(timer, step);
        clocks -= step;
    }
}

/* --- what comes next --- */

static uint64_t to_edge(const struct lptim_v1 *timer)
{
    uint32_t rise = to_value(timer, timer->cmp_active + 1);
    uint32_t fall = to_wrap(timer);
    return rise < fall ? rise : fall;
}

/* Flags are computed when they are read: only what raises an interrupt, or
 * changes how it counts, needs an event. */
uint64_t lptim_v1_counter_next_clocks(const struct lptim_v1 *timer, bool output)
{
    uint32_t wanted = timer->ier & ~timer->isr;
    uint64_t counts = NO_COUNT;
    if (timer->running && !counts_pulses(timer)) {
        if (wanted & CMPM)
            counts = to_value(timer, timer->cmp_active);
        if (wanted & ARRM && to_value(timer, timer->arr_active) < counts)
            counts = to_value(timer, timer->arr_active);
        if (output && to_edge(timer) < counts)
            counts = to_edge(timer);
    }
    if (counts == NO_COUNT)
        return first(timer, NO_COUNT);
    if (counts > to_wrap(timer)) /* new values may come there */
        counts = to_wrap(timer);
    return first(timer, counts * prescaler(timer) - timer->prescale);
}

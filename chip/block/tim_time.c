/* SPDX-License-Identifier: MIT */
#include "chip/block/tim_time.h"

#include "chip/block/tim_bits.h"
#include "chip/block/tim_capture.h"
#include "chip/block/tim_counter.h"
#include "chip/block/tim_output.h"
#include "chip/block/tim_slave.h"
#include "chip/clock.h"
#include "chip/core/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"

/* --- what must be met one by one --- */

static bool leads(const struct tim *tim)
{
    for (unsigned i = 0; i < TIM_SLAVES; i++)
        if (tim->slaves[i])
            return true;
    return false;
}

/* DIER's DMA enables, as the flags they go with. With CCDS the channels' are
 * sent at the update event (RM0367 21.4.2). */
static uint32_t dma_events(const struct tim *tim)
{
    uint32_t events = tim->dier >> 8 & DMA_LINES;
    if (tim->cr2 & CR2_CCDS && events & CC_FLAGS)
        events = (events & ~CC_FLAGS) | UIF;
    return events;
}

static uint32_t each(const struct tim *tim)
{
    uint32_t events = tim_output_events(tim) | dma_events(tim);
    return leads(tim) ? events | tim_slave_events(tim) : events;
}

/* --- TRGO and DMA --- */

static void lead(struct chip *chip, const struct map_row *slave, bool level,
                 uint64_t cycle)
{
    struct tim *tim = tim_state(chip, slave);
    if (tim->busy) /* two timers that trigger each other */
        return;
    if (!tim_stands(chip, slave)) {
        tim_time_to(chip, slave, cycle);
        tim_slave_trigger(tim, level, cycle);
        tim_time_show(chip, slave, cycle);
        tim_time_arm(chip, slave);
    }
    tim->trigger = level;
}

static void lead_all(struct chip *chip, struct tim *tim, bool level,
                     uint64_t cycle)
{
    for (unsigned i = 0; i < TIM_SLAVES; i++)
        if (tim->slaves[i])
            lead(chip, map_row(chip, tim->slaves[i]), level, cycle);
}

static void show_trgo(struct chip *chip, struct tim *tim, uint64_t cycle)
{
    bool level = tim->trgo;

    tim->busy = true;
    if (tim_slave_trgo(tim, &level) && level != tim->trgo) {
        tim->trgo = level;
        lead_all(chip, tim, level, cycle);
    } else if (tim_slave_pulses(tim)) {
        lead_all(chip, tim, true, cycle);
        lead_all(chip, tim, false, cycle);
    }
    tim->busy = false;
}

static void ask_dma(struct chip *chip, const struct map_row *row)
{
    struct tim *tim = tim_state(chip, row);
    uint32_t events = tim->events;

    if (tim->cr2 & CR2_CCDS)
        events = (events & ~CC_FLAGS) | (events & UIF ? CC_FLAGS : 0);
    events &= tim->dier >> 8 & DMA_LINES;
    tim->events = 0;
    for (unsigned line = 0; events >> line; line++) {
        if (!(events >> line & 1))
            continue;
        tim->asked = (uint8_t)line;
        dma_pulse(chip, row, line);
    }
}

void tim_time_show(struct chip *chip, const struct map_row *row, uint64_t cycle)
{
    struct tim *tim = tim_state(chip, row);

    if (tim->ccer || tim->live)
        tim_output_update(chip, row, cycle);
    if (leads(tim))
        show_trgo(chip, tim, cycle);
    ask_dma(chip, row);
}

static const struct map_row *itr(const struct chip *chip,
                                 const struct map_row *row, unsigned i)
{
    uint32_t base = tim_variant(row)->itr[i];
    return base ? map_at(chip, base) : NULL;
}

/* Adds a row to those that a timer leads, or takes it out. */
static void set_slave(struct chip *chip, struct tim *leader,
                      const struct map_row *row, bool in)
{
    uint8_t index = (uint8_t)(row - map_of(chip)->rows);
    unsigned free = TIM_SLAVES;

    for (unsigned i = 0; i < TIM_SLAVES; i++) {
        if (leader->slaves[i] == index)
            leader->slaves[i] = 0;
        if (!leader->slaves[i])
            free = i;
    }
    if (in)
        leader->slaves[free] = index;
}

void tim_time_connect(struct chip *chip, const struct map_row *row)
{
    struct tim *tim = tim_state(chip, row);

    tim->trigger = tim_slave_level(tim);
    for (unsigned i = 0; i < TIM_ITRS; i++) {
        const struct map_row *from = itr(chip, row, i);
        if (!from)
            continue;
        struct tim *leader = tim_state(chip, from);
        bool on = SMCR_SMS(tim->smcr) && SMCR_TS(tim->smcr) == i;
        tim_time_to(chip, from, chip->cycle);
        set_slave(chip, leader, row, on);
        if (on && tim_slave_trgo(leader, &leader->trgo))
            tim->trigger = leader->trgo;
        leader->events = 0;
        tim_time_arm(chip, from);
    }
}

/* --- time --- */

/* Counts up to `cycle`, and shows each event that must be met at its time. */
static void count_to(struct chip *chip, const struct map_row *row,
                     uint64_t cycle)
{
    struct tim *tim = tim_state(chip, row);
    uint32_t clock = tim_clock(chip, row);

    while (each(tim)) {
        uint64_t at = tim_counter_next(tim, each(tim), clock);
        if (at > cycle)
            break;
        tim_counter_to(tim, at, clock);
        tim_time_show(chip, row, at);
    }
    tim_counter_to(tim, cycle, clock);
}

/* The counter is led past the last capture of each channel. */
static void capture_to(struct chip *chip, const struct map_row *row,
                       uint64_t cycle)
{
    struct tim *tim = tim_state(chip, row);
    uint64_t now = clock_ps_at(chip, cycle);

    for (;;) {
        struct tim_capture last = tim_capture_last(chip, row, now);
        if (last.channel == TIM_CHANNELS)
            break;
        count_to(chip, row, clock_cycle_at(chip, last.ps));
        tim_capture_clock(tim, &last, now);
    }
    tim_capture_pass(chip, row, now);
}

void tim_time_to(struct chip *chip, const struct map_row *row, uint64_t cycle)
{
    struct tim *tim = tim_state(chip, row);
    bool open = map_open(chip, row->clock);

    if (open && tim_stands(chip, row))
        return; /* in Stop: see skip() */
    if (tim->or &&open)
        capture_to(chip, row, cycle);
    else if (tim->or)
        tim_capture_skip(tim, clock_ps_at(chip, cycle));
    count_to(chip, row, cycle);
}

/* An advanced timer has four interrupts: break, update, trigger and COM,
 * capture and compare. */
static void request(struct chip *chip, const struct map_row *row,
                    uint32_t flags)
{
    enum { BREAK, UPDATE, TRIGGER, COMPARE };
    if (!row->irqs) {
        nvic_request(chip, row, flags);
        return;
    }
    nvic_requests(chip, row,
                  (uint32_t) !!(flags & UIF) << UPDATE |
                      (uint32_t) !!(flags & TIF) << TRIGGER |
                      (uint32_t) !!(flags & CC_FLAGS) << COMPARE);
}

/* Flags are computed when they are read, so only what raises an interrupt, and
 * what must be met one by one, need an event of their own. */
void tim_time_arm(struct chip *chip, const struct map_row *row)
{
    const struct tim *tim = tim_state(chip, row);
    uint32_t wanted = (tim->dier & ~tim->sr & INTERRUPTS) | each(tim);
    uint64_t due = NEVER;

    request(chip, row, tim->sr & tim->dier & INTERRUPTS);
    if (tim_stands(chip, row))
        wanted = 0;
    else
        due = tim_capture_etr_next(chip, row);
    if (wanted) {
        uint64_t at = tim_counter_next(tim, wanted, tim_clock(chip, row));
        uint64_t ps = at == NEVER ? NEVER : clock_ps_at(chip, at);
        due = ps < due ? ps : due;
    }
    if (wanted & CC_FLAGS && tim->or) {
        uint64_t capture = tim_capture_next(chip, row, wanted);
        due = capture < due ? capture : due;
    }
    due_set(chip, row->due, due);
}

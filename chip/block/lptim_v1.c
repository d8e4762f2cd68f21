/* SPDX-License-Identifier: MIT */
#include "chip/block/lptim_v1.h"

#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/core/armv6m/nvic.h"
#include "chip/due.h"
#include "chip/event.h"

enum {
    ISR = 0x00,
    ICR = 0x04,
    IER = 0x08,
    CFGR = 0x0C,
    CR = 0x10,
    CMP = 0x14,
    ARR = 0x18,
    CNT = 0x1C,
};

/* ISR, ICR and IER; UP and DOWN (bits 5, 6) are the encoder's. */
#define CMPM    (1u << 0)
#define ARRM    (1u << 1)
#define EXTTRIG (1u << 2)
#define CMPOK   (1u << 3)
#define ARROK   (1u << 4)
#define FLAGS   0x7Fu

#define CFGR_CKSEL     (1u << 0)
#define CFGR_CKPOL     (3u << 1)
#define CFGR_PRESC     (7u << 9)
#define CFGR_TRIGSEL   (7u << 13)
#define CFGR_TRIGEN    (3u << 17)
#define CFGR_TIMOUT    (1u << 19)
#define CFGR_WAVE      (1u << 20)
#define CFGR_WAVPOL    (1u << 21)
#define CFGR_PRELOAD   (1u << 22)
#define CFGR_COUNTMODE (1u << 23)
#define CFGR_ENC       (1u << 24)
#define CFGR_MASK      0x01FEEEDFu

#define CR_ENABLE  (1u << 0)
#define CR_SNGSTRT (1u << 1)
#define CR_CNTSTRT (1u << 2)

enum { ARRIVAL = 3, STARTING = 2, WIDTH = 0x10000, NO_COUNT = 0xFFFFFFFF };

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
static void load(struct lptim_v1 *timer)
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
    load(timer);
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
    load(timer);
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

/* --- the kernel clock --- */

static void arrived(struct lptim_v1 *timer, uint32_t *wait, uint32_t flag)
{
    *wait = 0;
    timer->isr |= flag;
    if (!(timer->cfgr & CFGR_PRELOAD && timer->running))
        load(timer);
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

static void sync(struct chip *chip, const struct map_row *row)
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

/* --- the output --- */

static bool drives(const struct chip *chip, const struct map_row *row,
                   const struct map_pin *pin, bool *level)
{
    const struct lptim_v1 *timer = map_state(chip, row);
    *level = timer->out != !!(timer->cfgr & CFGR_WAVPOL);
    return pin->signal == SIGNAL_OUT && timer->cr & CR_ENABLE;
}

static bool has_output(const struct chip *chip, const struct map_row *row)
{
    for (unsigned i = 0; i < row->pin_count; i++)
        if (row->pins[i].signal == SIGNAL_OUT &&
            gpio_v2_selects(chip, &row->pins[i]))
            return true;
    return false;
}

static void put_on_pins(struct chip *chip, const struct map_row *row)
{
    const struct lptim_v1 *timer = map_state(chip, row);
    for (unsigned i = 0; i < row->pin_count; i++)
        if (row->pins[i].signal == SIGNAL_OUT &&
            gpio_v2_selects(chip, &row->pins[i]))
            gpio_v2_update(chip, row->pins[i].port, timer->clock.base_ps);
}

/* High while the counter is above CMP: the duty cycle is 1 - (CMP + 1) /
 * (ARR + 1), as the readme of ST's example LPTIM_PWM_LSE has it. */
static void set_output(struct chip *chip, const struct map_row *row)
{
    struct lptim_v1 *timer = map_state(chip, row);
    bool out = timer->running && timer->count > timer->cmp_active;
    if (out == timer->out)
        return;
    timer->out = out;
    put_on_pins(chip, row);
}

static uint64_t to_edge(const struct lptim_v1 *timer)
{
    uint32_t rise = to_value(timer, timer->cmp_active + 1);
    uint32_t fall = to_wrap(timer);
    return rise < fall ? rise : fall;
}

/* Flags are computed when they are read: only what raises an interrupt, or
 * changes how it counts, needs an event. */
static uint64_t next_clocks(const struct lptim_v1 *timer, bool output)
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

static void update(struct chip *chip, const struct map_row *row)
{
    const struct lptim_v1 *timer = map_state(chip, row);
    const struct lptim_v1_variant *has = row->variant;
    set_output(chip, row);
    uint64_t clocks = timer->cr & CR_ENABLE
                          ? next_clocks(timer, has_output(chip, row))
                          : NO_COUNT;
    bool requests = timer->isr & timer->ier;
    due_set(chip, row->due,
            clocks == NO_COUNT ? NEVER : ticks_ps(&timer->clock, clocks));
    nvic_request(chip, row, requests);
    exti_line(chip, has->exti, requests);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
{
    (void)event;
    sync(chip, row);
    update(chip, row);
}

static void follow_clock(struct chip *chip, const struct map_row *row)
{
    struct lptim_v1 *timer = map_state(chip, row);
    sync(chip, row);
    ticks_set(chip, &timer->clock, map_of(chip)->kernel_ps(chip, row, 1));
    update(chip, row);
}

/* --- pins --- */

static bool line(const struct chip *chip, const struct map_row *row,
                 enum signal signal)
{
    for (unsigned i = 0; i < row->pin_count; i++) {
        const struct map_pin *pin = &row->pins[i];
        if (pin->signal == signal && gpio_v2_selects(chip, pin))
            return gpio_v2_levels(chip, pin->port) >> pin->number & 1;
    }
    return false;
}

/* TRIGEN and CKPOL number the edges differently: 1 rising, 2 falling, 3 both;
 * 0 rising, 1 falling, 2 both. */
static bool is_active(unsigned edges, bool level)
{
    return edges & (level ? 1 : 2);
}

/* A trigger starts the counter; with TIMOUT each one starts it anew. */
static void triggered(struct lptim_v1 *timer)
{
    if (timer->running && !(timer->cfgr & CFGR_TIMOUT))
        return;
    if (!(timer->cr & (CR_SNGSTRT | CR_CNTSTRT)))
        return;
    timer->isr |= EXTTRIG;
    timer->count = timer->prescale = 0;
    timer->running = true;
}

static void pins(struct chip *chip, const struct map_row *row, uint64_t ps)
{
    struct lptim_v1 *timer = map_state(chip, row);
    (void)ps;
    if (!(timer->cr & CR_ENABLE))
        return;
    bool etr = line(chip, row, SIGNAL_ETR), in1 = line(chip, row, SIGNAL_IN1);
    bool trigger =
        etr != timer->etr && is_active((timer->cfgr & CFGR_TRIGEN) >> 17, etr);
    bool pulse = in1 != timer->in1 &&
                 is_active(((timer->cfgr & CFGR_CKPOL) >> 1) + 1, in1);
    timer->etr = etr;
    timer->in1 = in1;
    sync(chip, row);
    if (trigger)
        triggered(timer);
    if (pulse && timer->running && counts_pulses(timer))
        count(timer, 1);
    update(chip, row);
}

/* --- registers --- */

static void refuse(struct chip *chip, const struct map_row *row,
                   uint32_t offset, uint32_t value)
{
    event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset, value);
}

static void enable(struct chip *chip, const struct map_row *row, bool on)
{
    struct lptim_v1 *timer = map_state(chip, row);
    timer->cr = on ? CR_ENABLE : 0;
    timer->running = timer->single = false;
    timer->count = timer->prescale = 0;
    timer->arr_wait = timer->cmp_wait = timer->start_wait = 0;
    timer->etr = line(chip, row, SIGNAL_ETR);
    timer->in1 = line(chip, row, SIGNAL_IN1);
    load(timer);
    ticks_start(chip, &timer->clock);
    put_on_pins(chip, row);
}

/* SNGSTRT in a continuous count ends it at the next ARR; CNTSTRT in a single
 * count lets it go on. */
static void start(struct chip *chip, struct lptim_v1 *timer, uint32_t how)
{
    timer->single = how == CR_SNGSTRT;
    timer->cr = CR_ENABLE | how;
    if (timer->running || timer->start_wait || timer->cfgr & CFGR_TRIGEN)
        return;
    if (!timer->arr_wait && !timer->cmp_wait)
        ticks_start(chip, &timer->clock);
    timer->start_wait = STARTING;
}

static void write_cr(struct chip *chip, const struct map_row *row,
                     uint32_t value)
{
    struct lptim_v1 *timer = map_state(chip, row);
    uint32_t how = value & (CR_SNGSTRT | CR_CNTSTRT);
    bool was = timer->cr & CR_ENABLE, on = value & CR_ENABLE;
    if (was != on)
        enable(chip, row, on);
    if (how && !was)
        refuse(chip, row, CR, value);
    else if (how && on)
        start(chip, timer, how & CR_SNGSTRT ? CR_SNGSTRT : CR_CNTSTRT);
}

static void write_value(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t value)
{
    struct lptim_v1 *timer = map_state(chip, row);
    uint32_t *wait = offset == ARR ? &timer->arr_wait : &timer->cmp_wait;
    *(offset == ARR ? &timer->arr : &timer->cmp) = value & 0xFFFF;
    if (!(timer->cr & CR_ENABLE)) {
        refuse(chip, row, offset, value);
        return;
    }
    bool idle = !timer->running && !timer->arr_wait && !timer->cmp_wait &&
                !timer->start_wait;
    if (idle)
        ticks_start(chip, &timer->clock);
    *wait = ARRIVAL;
}

static bool held(struct chip *chip, const struct map_row *row, uint32_t offset,
                 uint32_t before, uint32_t value)
{
    const struct lptim_v1 *timer = map_state(chip, row);
    bool on = timer->cr & CR_ENABLE;
    if (on && before != value)
        refuse(chip, row, offset, value);
    return on;
}

static enum access write_cfgr(struct chip *chip, const struct map_row *row,
                              uint32_t value)
{
    struct lptim_v1 *timer = map_state(chip, row);
    value &= CFGR_MASK;
    if (held(chip, row, CFGR, timer->cfgr, value))
        return ACCESS_OK;
    timer->cfgr = value;
    bool other_trigger = value & CFGR_TRIGEN && value & CFGR_TRIGSEL;
    return value & (CFGR_ENC | CFGR_WAVE) || other_trigger ? ACCESS_UNMODELLED
                                                           : ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct lptim_v1 *timer = map_state(chip, row);
    enum access access = ACCESS_OK;
    sync(chip, row);
    switch (offset) {
    case ICR: timer->isr &= ~value; break;
    case IER:
        if (!held(chip, row, IER, timer->ier, value & FLAGS))
            timer->ier = value & FLAGS;
        break;
    case CFGR: access = write_cfgr(chip, row, value); break;
    case CR: write_cr(chip, row, value); break;
    case CMP:
    case ARR: write_value(chip, row, offset, value); break;
    default: break;
    }
    update(chip, row);
    return access;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct lptim_v1 *timer = map_state(chip, row);
    sync(chip, row);
    switch (offset) {
    case ISR: *value = timer->isr; break;
    case IER: *value = timer->ier; break;
    case CFGR: *value = timer->cfgr; break;
    case CR: *value = timer->cr; break;
    case CMP: *value = timer->cmp; break;
    case ARR: *value = timer->arr; break;
    case CNT: *value = timer->count; break;
    default: *value = 0; break;
    }
    return ACCESS_OK;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct lptim_v1 *timer = map_state(chip, row);
    (void)kind;
    *timer = (struct lptim_v1){.arr = 1, .arr_active = 1};
    follow_clock(chip, row);
}

const struct map_kind lptim_v1 = {
    .read = read,
    .write = write,
    .reset = reset,
    .due = due,
    .after_clock = follow_clock,
    .kernel_clock = follow_clock,
    .drives = drives,
    .pins = pins,
    .dues = 1,
};

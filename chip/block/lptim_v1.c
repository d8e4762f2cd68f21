/* SPDX-License-Identifier: MIT */
#include "chip/block/lptim_v1.h"

#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/block/lptim_v1_bits.h"
#include "chip/block/lptim_v1_counter.h"
#include "chip/core/nvic.h"
#include "chip/due.h"
#include "chip/event.h"
#include "chip/kernel_clock.h"

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

enum { ARRIVAL = 3, STARTING = 2 };

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

/* High while the counter is above CMP: the duty cycle is 1 - (CMP + 1) /
 * (ARR + 1), as the readme of ST's example LPTIM_PWM_LSE has it. */
static void set_output(struct chip *chip, const struct map_row *row)
{
    struct lptim_v1 *timer = map_state(chip, row);
    bool out = timer->running && timer->count > timer->cmp_active;
    if (out == timer->out)
        return;
    timer->out = out;
    gpio_v2_update_row(chip, row, timer->clock.base_ps);
}

static void update(struct chip *chip, const struct map_row *row)
{
    const struct lptim_v1 *timer = map_state(chip, row);
    const struct lptim_v1_variant *has = row->variant;
    set_output(chip, row);
    uint64_t clocks =
        timer->cr & CR_ENABLE
            ? lptim_v1_counter_next_clocks(timer, has_output(chip, row))
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
    lptim_v1_counter_sync(chip, row);
    update(chip, row);
}

static void follow_clock(struct chip *chip, const struct map_row *row)
{
    struct lptim_v1 *timer = map_state(chip, row);
    lptim_v1_counter_sync(chip, row);
    ticks_set(chip, &timer->clock, kernel_clock_ps(chip, row, 1));
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
    lptim_v1_counter_sync(chip, row);
    if (trigger)
        triggered(timer);
    if (pulse)
        lptim_v1_counter_pulse(timer);
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
    lptim_v1_counter_load(timer);
    ticks_start(chip, &timer->clock);
    gpio_v2_update_row(chip, row, timer->clock.base_ps);
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
    lptim_v1_counter_sync(chip, row);
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
    lptim_v1_counter_sync(chip, row);
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
    .last = CNT,
    .in_stop = true,
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

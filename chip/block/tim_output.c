/* SPDX-License-Identifier: MIT */
#include "chip/block/tim_output.h"

#include "chip/block/gpio_v2.h"
#include "chip/block/tim_bits.h"
#include "chip/block/tim_counter.h"
#include "chip/clock.h"

/* RM0367 table 90: OCx is connected while CCxE = 1; of an advanced timer while
 * MOE = 1 too. */
static bool enabled(const struct tim *tim, unsigned channel)
{
    return channel < tim->channels && tim->ccer & CCER_CCE(channel) &&
           tim->bdtr & BDTR_MOE && tim_is_output(tim, channel);
}

static bool level_of(const struct tim *tim, unsigned channel)
{
    return (tim->ref >> channel & 1) != !!(tim->ccer & CCER_CCP(channel));
}

static uint8_t levels(const struct tim *tim)
{
    unsigned high = 0;
    for (unsigned ch = 0; ch < tim->channels; ch++)
        high |= (unsigned)level_of(tim, ch) << ch;
    return (uint8_t)high;
}

static bool mine(const struct tim *tim, const struct map_pin *pin)
{
    uint32_t needs = TIM_NEEDS_OR(pin->signal);
    return (tim->or &needs) == needs && enabled(tim, TIM_SIGNAL(pin->signal));
}

uint8_t tim_output_live(const struct chip *chip, const struct map_row *row)
{
    const struct tim *tim = tim_state(chip, row);
    unsigned channels = 0;
    for (unsigned i = 0; i < row->pin_count; i++)
        if (mine(tim, &row->pins[i]) && gpio_v2_selects(chip, &row->pins[i]))
            channels |= 1u << TIM_SIGNAL(row->pins[i].signal);
    return (uint8_t)channels;
}

void tim_output_follow(struct chip *chip, const struct map_row *row)
{
    struct tim *tim = tim_state(chip, row);
    tim->live = tim->ccer ? tim_output_live(chip, row) : 0;
    tim->out = levels(tim) & tim->live;
}

void tim_output_update(struct chip *chip, const struct map_row *row,
                       uint64_t cycle)
{
    struct tim *tim = tim_state(chip, row);
    unsigned was_live = tim->live, was = tim->out, ports = 0;

    tim_output_follow(chip, row);
    unsigned changed = (tim->live ^ was_live) | (tim->out ^ was);
    for (unsigned i = 0; changed && i < row->pin_count; i++)
        if (changed >> TIM_SIGNAL(row->pins[i].signal) & 1)
            ports |= 1u << row->pins[i].port;
    for (unsigned port = 0; ports >> port; port++)
        if (ports >> port & 1)
            gpio_v2_update(chip, port, clock_ps_at(chip, cycle));
}

uint32_t tim_output_events(const struct tim *tim)
{
    uint32_t events = 0;
    for (unsigned ch = 0; tim->live >> ch; ch++) {
        if (!(tim->live >> ch & 1))
            continue;
        switch ((enum ocm)CCMR_OCM(tim_ccmr(tim, ch))) {
        case OCM_PWM1:
        case OCM_PWM2: events |= UIF | CCIF(ch); break;
        case OCM_ACTIVE:
        case OCM_INACTIVE:
        case OCM_TOGGLE: events |= CCIF(ch); break;
        default: break;
        }
    }
    return events;
}

/* The level of a channel that was not live until now is computed ahead. */
bool tim_output_drives(const struct chip *chip, const struct map_row *row,
                       const struct map_pin *pin, bool *level)
{
    const struct tim *tim = tim_state(chip, row);
    unsigned channel = TIM_SIGNAL(pin->signal);

    if (!mine(tim, pin))
        return false;
    if (tim->live >> channel & 1) {
        *level = tim->out >> channel & 1;
        return true;
    }
    struct tim now = *tim;
    tim_counter_to(&now, chip->cycle,
                   tim_stands(chip, row) ? 0 : tim_clock(chip, row));
    *level = level_of(&now, channel);
    return true;
}

/* SPDX-License-Identifier: MIT */
#include "bench/machine_observe.h"

#include <string.h>

#include "chip/core/fast.h"
#include "chip/frequency.h"

/* The longest step while observers need events only: short, because the clock
 * may slow down during the step. */
enum { QUIET_CYCLES = 64 };

/* --- events --- */

/* True: the chip reports this event without observers, too. */
static bool wanted(const struct machine *machine, const struct event *event)
{
    const struct machine_wants *wants = &machine->wants;
    if (event->kind == EVENT_UNMODELLED && machine->chip.watch.strict)
        return true;
    if (!(wants->events & 1u << event->kind))
        return false;
    return event->kind != EVENT_PIN || ((event->pin.before ^ event->pin.after) &
                                        wants->pins[event->pin.port]);
}

static void show(struct machine *machine, const struct event *event)
{
    for (struct observer *o = machine->observer; o; o = o->next)
        if (o->event)
            o->event(o, machine, event);
}

/* Shows all events on the list to the observers, and leaves on it those that
 * the machine needs. */
static void sift(struct machine *machine)
{
    struct event_list *events = &machine->chip.events;
    uint32_t count = events->count;
    if (count == 0)
        return;
    events->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        show(machine, &events->list[i]);
        if (wanted(machine, &events->list[i]))
            events->list[events->count++] = events->list[i];
    }
    if (events->count == 0)
        machine->chip.attention &= ~(uint32_t)ATTENTION_EVENT;
}

/* --- observers --- */

/* Reduces a copy's events to those that the machine itself needs. */
static void forget(struct machine *copy)
{
    struct watch *watch = &copy->chip.watch;
    copy->observer = NULL;
    copy->observed = NULL;
    watch->events = copy->wants.events;
    memcpy(watch->pins, copy->wants.pins, sizeof watch->pins);
    sift(copy);
}

bool machine_observed(struct machine *machine)
{
    if (machine->observer && machine->observed != machine)
        forget(machine);
    return machine->observer;
}

void machine_observe_copy(struct machine *copy)
{
    if (copy->observer)
        copy->observed = copy;
}

void machine_observe(struct machine *machine, struct observer *observer)
{
    struct watch *watch = &machine->chip.watch;
    bool first = !machine_observed(machine);
    machine->observed = machine;
    if (first)
        machine->wants.events = watch->events;
    watch->events |= observer->events;
    for (unsigned i = 0; i < GPIO_PORTS; i++) {
        if (first)
            machine->wants.pins[i] = watch->pins[i];
        watch->pins[i] |= observer->pins[i];
    }
    observer->next = machine->observer;
    machine->observer = observer;
}

void machine_watch_pin(struct machine *machine, unsigned port, unsigned pin,
                       bool on)
{
    bool observed = machine_observed(machine);
    uint16_t *watched = &machine->chip.watch.pins[port];
    uint16_t *wanted = observed ? &machine->wants.pins[port] : watched;
    uint16_t bit = (uint16_t)(1u << pin);
    const struct machine_wire *wire = &machine->wire;
    on = on || (wire->on && wire->port == port && wire->pin == pin);
    *wanted = on ? *wanted | bit : *wanted & (uint16_t)~bit;
    if (!observed)
        return;
    *watched = *wanted;
    for (const struct observer *o = machine->observer; o; o = o->next)
        *watched |= o->pins[port];
}

void machine_watch_event(struct machine *machine, enum event_kind kind)
{
    if (machine_observed(machine))
        machine->wants.events |= 1u << kind;
    machine->chip.watch.events |= 1u << kind;
}

void machine_observe_events(struct machine *machine)
{
    if (machine_observed(machine))
        sift(machine);
}

void machine_observe_event(struct machine *machine,
                           const struct machine_event *event)
{
    if (!machine_observed(machine))
        return;
    for (struct observer *o = machine->observer; o; o = o->next)
        if (o->machine_event)
            o->machine_event(o, machine, event);
}

/* --- steps --- */

static uint64_t quiet_ps(const struct machine *machine)
{
    uint64_t ps = NEVER;
    for (const struct observer *o = machine->observer; o; o = o->next)
        if (o->quiet_ps < ps)
            ps = o->quiet_ps;
    return ps;
}

/* True: only time passes before the next due event. */
static bool idle(const struct chip *chip)
{
    uint32_t attention = chip->attention & ~(uint32_t)ATTENTION_WATCHPOINT;
    return attention == ATTENTION_SLEEP || attention == ATTENTION_LOCKUP;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Returns the cycle at which the next step ends. */
static uint64_t step_end(const struct machine *machine, uint64_t until)
{
    const struct chip *chip = &machine->chip;
    uint64_t quiet = quiet_ps(machine);
    uint64_t end = chip->cycle + 1;
    if (quiet == NEVER)
        return until;
    if (quiet > clock_ps(chip))
        end = earlier(chip->cycle + QUIET_CYCLES, clock_cycle_at(chip, quiet));
    else if (idle(chip) && chip->due_cycle > end)
        end = chip->due_cycle;
    return earlier(end, until);
}

static enum stop step(struct machine *machine, uint64_t until)
{
    for (struct observer *o = machine->observer; o; o = o->next)
        if (o->before)
            o->before(o, machine);
    enum stop why = chip_run(&machine->chip, step_end(machine, until));
    for (struct observer *o = machine->observer; o; o = o->next)
        if (o->ran)
            o->ran(o, machine);
    machine_observe_events(machine);
    for (struct observer *o = machine->observer; o; o = o->next)
        if (o->after)
            o->after(o, machine);
    return why;
}

enum stop machine_chip_run(struct machine *machine, uint64_t until_cycle)
{
    const struct chip *chip = &machine->chip;
    if (!machine_observed(machine))
        return chip_run(&machine->chip, until_cycle);
    machine_observe_events(
        machine); /* what the world around the chip brought */
    for (;;) {
        enum stop why = step(machine, until_cycle);
        if (why == STOP_EVENT && chip->events.count == 0)
            continue;
        if (why != STOP_BUDGET || chip->cycle >= until_cycle ||
            chip->attention & ATTENTION_CLOCK)
            return why;
    }
}

enum stop machine_chip_run_to(struct machine *machine, uint64_t ps)
{
    struct chip *chip = &machine->chip;
    if (!machine_observed(machine))
        return machine->decoder ? fast_run_to(chip, machine->decoder, ps)
                                : chip_run_to(chip, ps);
    enum stop why = STOP_BUDGET;
    uint64_t cycle;
    while (why == STOP_BUDGET && frequency_cycle(chip, ps, &cycle))
        why = machine_chip_run(machine, cycle);
    frequency_forget(chip);
    return why;
}

/* SPDX-License-Identifier: MIT
 *
 * An observer of a running machine: a trace, a VCD file. The chip then runs one
 * instruction at a time, by its public interface. An observer must change
 * nothing: the machine stops for the same events at the same cycles as without
 * it. It belongs to one machine: a copy of that machine runs unobserved, unless
 * machine_observe_copy() moves the observer there, and a machine that is
 * restored from a copy is still observed.
 */
#ifndef BENCH_OBSERVER_H
#define BENCH_OBSERVER_H

#include <stdint.h>

#include "chip/block/gpio_v2.h"
#include "chip/event.h"

struct asks;
struct machine;
struct machine_event;
struct machine_setup;

/* First member of the struct that observes; functions may be NULL. A step is
 * at most one instruction, exception entry or reset, or a while of sleep. */
struct observer {
    uint32_t events; /* the chip's events it gets: 1 << enum event_kind, */
    uint16_t pins[GPIO_PORTS]; /* and the pins whose EVENT_PIN it gets */
    uint64_t quiet_ps;         /* until then it needs events only */
    struct observer *next;     /* set by machine_observe() */

    void (*before)(struct observer *observer, struct machine *machine);
    /* After a step; then come its events, then `after`. */
    void (*ran)(struct observer *observer, struct machine *machine);
    void (*event)(struct observer *observer, struct machine *machine,
                  const struct event *event);
    void (*after)(struct observer *observer, struct machine *machine);
    /* The machine reports an event of its own. */
    void (*machine_event)(struct observer *observer, struct machine *machine,
                          const struct machine_event *event);
};

/* First member of a struct that holds observers, for code that builds a machine
 * whose observers are chosen elsewhere. */
struct observers {
    /* Adds the observers to a machine that was just built, as the last step of
     * its set-up. */
    void (*attach)(struct observers *observers, struct machine *machine,
                   const struct machine_setup *setup, const struct asks *asks);
};

#endif

/* SPDX-License-Identifier: MIT
 *
 * Somebody who looks on while a machine runs: a trace, a VCD file. The chip is
 * then run one instruction at a time, by its own public interface, and knows
 * nothing of it. The machine stops for the same events at the same cycles as
 * when nobody looks on: an observer must change nothing. It looks at one
 * machine: a copy of that machine elsewhere runs unseen, unless it is handed
 * over by machine_observe_copy(), and a machine that is put back to a copy
 * made before is still observed.
 */
#ifndef BENCH_OBSERVER_H
#define BENCH_OBSERVER_H

#include <stdint.h>

#include "chip/block/gpio_v2.h"
#include "chip/event.h"

struct ask;
struct machine;
struct machine_event;
struct machine_setup;

/* First member of the struct that observes; functions may be NULL. A step is
 * at most one instruction, exception entry or reset, or a while of sleep. */
struct observer {
    uint32_t events;           /* mask of 1 << enum event_kind to be shown, */
    uint16_t pins[GPIO_PORTS]; /* and the pins whose EVENT_PIN are */
    uint64_t quiet_ps;         /* until then events are all it wants */
    struct observer *next;     /* set by machine_observe() */

    void (*before)(struct observer *observer, struct machine *machine);
    /* Behind a step; then follow its events, then `after`. */
    void (*ran)(struct observer *observer, struct machine *machine);
    void (*event)(struct observer *observer, struct machine *machine,
                  const struct event *event);
    void (*after)(struct observer *observer, struct machine *machine);
    /* The machine reports an event of its own. */
    void (*machine_event)(struct observer *observer, struct machine *machine,
                          const struct machine_event *event);
};

/* First member of a struct that holds observers, for those who build the
 * machine without knowing who will look on. */
struct observers {
    /* Lets them look on at a machine that was just built. After all else that
     * sets the machine up. */
    void (*attach)(struct observers *observers, struct machine *machine,
                   const struct machine_setup *setup, const struct ask *ask);
};

#endif

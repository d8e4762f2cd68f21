/* SPDX-License-Identifier: MIT
 *
 * A machine loop, in one event loop with the world around it: a serial client,
 * the terminal, the host's clock, the timeline that is told. `run`, `demo` and
 * the tests with real clients turn it.
 */
#ifndef TOOLS_HOST_EVENT_LOOP_H
#define TOOLS_HOST_EVENT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/machine.h"
#include "tools/host/cable.h"
#include "tools/host/pace.h"
#include "tools/host/terminal.h"
#include "tools/report/timeline.h"

struct event_loop {
    struct machine *machine;
    struct timeline *timeline;       /* NULL = tell nothing */
    const struct terminal *terminal; /* NULL = nobody can ask for an end */
    struct cable *cable;             /* NULL = no client on a USART */
    bool cable_shown;                /* the timeline tells its text too */
    int other;                       /* one more descriptor that ends a wait;
                                        -1 = none */
    struct pacer pacer;
};

/* Nothing around MACHINE yet but TIMELINE and TERMINAL, pace max. */
void event_loop_open(struct event_loop *loop, struct machine *machine,
                     struct timeline *timeline,
                     const struct terminal *terminal);

/* Hangs CABLE on (NULL: off) and goes on at PACE from now. */
void event_loop_connect(struct event_loop *loop, struct cable *cable,
                        enum pace pace);

/* One turn: bytes are moved, then the chip runs for a moment of virtual time,
 * but not past UNTIL_PS, or waits for the host's clock. *event is what the
 * machine told; the timeline has told it already. */
void event_loop_turn(struct event_loop *loop, uint64_t until_ps,
                     struct machine_event *event);

/* Waits until somebody outside but the serial client wants something; virtual
 * time stands still, and the pace goes on from here. */
void event_loop_wait(struct event_loop *loop);

#endif

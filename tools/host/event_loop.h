/* SPDX-License-Identifier: MIT
 *
 * The event loop that runs a machine beside the outside world: a serial client,
 * the terminal, the host's clock. It prints the timeline. `run`, `demo` and the
 * tests with real clients use it.
 */
#ifndef TOOLS_HOST_EVENT_LOOP_H
#define TOOLS_HOST_EVENT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/machine.h"
#include "tools/host/cable.h"
#include "tools/host/pace.h"
#include "tools/host/reset_lines.h"
#include "tools/host/terminal.h"
#include "tools/host/usbip.h"
#include "tools/report/timeline.h"

struct event_loop {
    struct machine *machine;
    struct timeline *timeline;          /* NULL = print nothing */
    const struct terminal *terminal;    /* NULL = no signal ends the loop */
    struct cable *cables[SERIAL_COUNT]; /* by line; NULL = its text goes to
                                           the timeline */
    struct usbip *usbip;                /* NULL = no server for a USB host */
    struct reset_lines reset_lines;
    int other; /* one more descriptor that ends a wait;
                  -1 = none */
    /* Hears what the firmware sends, also to a cable; NULL = nobody does. */
    void (*heard)(void *listener, unsigned usart, const uint8_t *bytes,
                  size_t count);
    void *listener;
    uint64_t exchanged_ps; /* virtual time of the last exchange of bytes */
    struct pacer pacer;
};

/* Starts with MACHINE, TIMELINE and TERMINAL alone, at pace max. */
void event_loop_open(struct event_loop *loop, struct machine *machine,
                     struct timeline *timeline,
                     const struct terminal *terminal);

/* Connects CABLE, which is plugged in, to its line and continues at PACE;
 * disconnects what is on the line USART. */
void event_loop_connect(struct event_loop *loop, struct cable *cable,
                        enum pace pace);
void event_loop_disconnect(struct event_loop *loop, unsigned usart,
                           enum pace pace);

/* Continues at PACE. */
void event_loop_set_pace(struct event_loop *loop, enum pace pace);

/* Starts to serve USBIP, which is open, at PACE. */
void event_loop_serve(struct event_loop *loop, struct usbip *usbip,
                      enum pace pace);

/* Makes one turn: moves bytes, then runs the chip for a moment of virtual time,
 * but not past UNTIL_PS, or waits for the host's clock. *event is the machine's
 * event; the timeline already contains it. */
void event_loop_turn(struct event_loop *loop, uint64_t until_ps,
                     struct machine_event *event);

/* Waits for a signal or the descriptor `other` while virtual time stands still;
 * the pace continues from here. */
void event_loop_wait(struct event_loop *loop);

/* The same, for a moment, and lets clients come. */
void event_loop_hold(struct event_loop *loop);

#endif

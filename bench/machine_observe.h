/* SPDX-License-Identifier: MIT
 *
 * Runs the chip under the eyes of observers. The machine stops for the same
 * events at the same cycles as without them: the run is cut into steps, which
 * the chip does not notice, and events that only observers want are taken off
 * its list before the machine sees them.
 */
#ifndef BENCH_MACHINE_OBSERVE_H
#define BENCH_MACHINE_OBSERVE_H

#include "bench/machine.h"
#include "bench/observer.h"

/* Adds an observer, from now on. To be called after all else that sets
 * chip.watch. */
void machine_observe(struct machine *machine, struct observer *observer);

/* Makes changes of a pin events of the machine (MACHINE_PIN), or not. */
void machine_watch_pin(struct machine *machine, unsigned port, unsigned pin,
                       bool on);

/* Makes the chip's events of that kind reach the machine. */
void machine_watch_event(struct machine *machine, enum event_kind kind);

/* Moves the observers of the machine that COPY was copied from to COPY. */
void machine_observe_copy(struct machine *copy);

/* True: this machine, and not the one it was copied from, is observed. */
bool machine_observed(struct machine *machine);

/* chip_run() and chip_run_to(), with observers if there are any. */
enum stop machine_chip_run(struct machine *machine, uint64_t until_cycle);
enum stop machine_chip_run_to(struct machine *machine, uint64_t ps);

/* Shows observers the events on the chip's list that no run has shown. */
void machine_observe_events(struct machine *machine);

/* Shows observers an event of the machine. */
void machine_observe_event(struct machine *machine,
                           const struct machine_event *event);

#endif

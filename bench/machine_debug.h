/* SPDX-License-Identifier: MIT
 *
 * What a debugger does to the machine: single steps, and a stop before an
 * instruction given by its number.
 */
#ifndef BENCH_MACHINE_DEBUG_H
#define BENCH_MACHINE_DEBUG_H

#include "bench/machine.h"

/* Lets the next machine_run() go on from here. A breakpoint at pc stops it at
 * once. */
void machine_go(struct machine *machine);

/* Lets it go on past a breakpoint at pc. It reports MACHINE_STEPPED after one
 * instruction, exception entry or reset. */
void machine_go_one(struct machine *machine);

/* Stops the next machine_run() with MACHINE_BEFORE as soon as NUMBER
 * instructions have been executed since the board was built; exceptions and
 * resets do not count; 0 = nowhere. */
void machine_stop_before(struct machine *machine, uint64_t number);

/* For machine_run(): true when the step is done; advances towards that. */
bool machine_stepped(const struct machine *machine);
enum stop machine_advance_step(struct machine *machine, uint64_t until_ps);

/* The same for machine_stop_before(). */
bool machine_is_before(const struct machine *machine);
enum stop machine_advance_before(struct machine *machine, uint64_t until_ps);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The breakpoints of the chip: those of a debugger, and the machine's own,
 * which show when an application starts for good, and when a call returns.
 */
#ifndef BENCH_MACHINE_BREAKPOINT_H
#define BENCH_MACHINE_BREAKPOINT_H

#include "bench/machine.h"

/* Adds a breakpoint that machine_run() reports as MACHINE_BREAK. False: the
 * table is full. */
bool machine_breakpoint_set(struct machine *machine, uint32_t address);
void machine_breakpoint_clear(struct machine *machine);

/* True: the core is about to execute an instruction at such a breakpoint. */
bool machine_breakpoint_here(const struct machine *machine);

/* Gives the chip its breakpoints: the debugger's, where a call returns to, and
 * the main of either bank until one has been reached. */
void machine_breakpoint_apply(struct machine *machine);

/* Stops the chip when an application reaches its main the next time. */
void machine_breakpoint_main(struct machine *machine);

#endif

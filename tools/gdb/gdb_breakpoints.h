/* SPDX-License-Identifier: MIT
 *
 * The breakpoints and watchpoints a debugger has set, by the types of its Z
 * packets. No breakpoint changes memory: software and hardware ones are the
 * same thing here.
 */
#ifndef TOOLS_GDB_GDB_BREAKPOINTS_H
#define TOOLS_GDB_GDB_BREAKPOINTS_H

#include "bench/machine.h"

enum gdb_breakpoint_type {
    GDB_BREAK_SOFT,
    GDB_BREAK_HARD,
    GDB_WATCHPOINT_WRITE,
    GDB_WATCHPOINT_READ,
    GDB_WATCHPOINT_ACCESS,
    GDB_BREAKPOINT_TYPES
};

struct gdb_breakpoint {
    enum gdb_breakpoint_type type;
    uint32_t address;
    uint32_t size; /* bytes watched; of a breakpoint: its instruction */
};

struct gdb_breakpoints {
    unsigned count;
    struct gdb_breakpoint list[MACHINE_BREAKS + WATCHPOINT_RANGES];
};

/* Both may be repeated without effect. False: the table is full, or the range
 * is empty. */
bool gdb_breakpoint_set(struct gdb_breakpoints *points, struct machine *machine,
                        const struct gdb_breakpoint *point);
void gdb_breakpoint_remove(struct gdb_breakpoints *points,
                           struct machine *machine,
                           const struct gdb_breakpoint *point);
void gdb_breakpoints_clear(struct gdb_breakpoints *points,
                           struct machine *machine);

/* Returns the watchpoint that the chip stopped at. */
const struct gdb_breakpoint *
gdb_breakpoint_hit(const struct gdb_breakpoints *points,
                   const struct machine *machine);

/* Returns the breakpoint at pc, or NULL. */
const struct gdb_breakpoint *
gdb_breakpoint_here(const struct gdb_breakpoints *points,
                    const struct machine *machine);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The breakpoints and watchpoints a debugger has set, by the types of its Z
 * packets. No breakpoint changes memory: software and hardware ones are the
 * same thing here.
 */
#ifndef TOOLS_GDB_GDB_POINTS_H
#define TOOLS_GDB_GDB_POINTS_H

#include "bench/machine.h"

enum gdb_point_type {
    GDB_BREAK_SOFT,
    GDB_BREAK_HARD,
    GDB_WATCHPOINT_WRITE,
    GDB_WATCHPOINT_READ,
    GDB_WATCHPOINT_ACCESS,
    GDB_POINT_TYPES
};

struct gdb_point {
    enum gdb_point_type type;
    uint32_t address;
    uint32_t size; /* bytes watched; of a breakpoint: its instruction */
};

struct gdb_points {
    unsigned count;
    struct gdb_point list[MACHINE_BREAKS + WATCHPOINT_RANGES];
};

/* Both may be repeated without effect. False: the table is full, or the range
 * is empty. */
bool gdb_point_set(struct gdb_points *points, struct machine *machine,
                   const struct gdb_point *point);
void gdb_point_remove(struct gdb_points *points, struct machine *machine,
                      const struct gdb_point *point);
void gdb_points_clear(struct gdb_points *points, struct machine *machine);

/* Returns the watchpoint that the chip stopped at. */
const struct gdb_point *gdb_point_hit(const struct gdb_points *points,
                                      const struct machine *machine);

/* Returns the breakpoint at pc, or NULL. */
const struct gdb_point *gdb_point_here(const struct gdb_points *points,
                                       const struct machine *machine);

#endif

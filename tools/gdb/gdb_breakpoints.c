/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_breakpoints.h"

#include <stddef.h>

#include "bench/machine_breakpoint.h"

static bool is_break(const struct gdb_breakpoint *point)
{
    return point->type <= GDB_BREAK_HARD;
}

static unsigned kinds(enum gdb_breakpoint_type type)
{
    switch (type) {
    case GDB_WATCHPOINT_WRITE: return WATCHPOINT_WRITE;
    case GDB_WATCHPOINT_READ: return WATCHPOINT_READ;
    default: return WATCHPOINT_READ | WATCHPOINT_WRITE;
    }
}

static bool put(struct machine *machine, const struct gdb_breakpoint *point)
{
    return is_break(point) ? machine_breakpoint_set(machine, point->address)
                           : watchpoint_set(&machine->chip, point->address,
                                            point->size, kinds(point->type));
}

static void put_all(const struct gdb_breakpoints *points,
                    struct machine *machine)
{
    machine_breakpoint_clear(machine);
    watchpoint_clear(&machine->chip);
    for (unsigned i = 0; i < points->count; i++)
        put(machine, &points->list[i]);
}

static struct gdb_breakpoint *find(struct gdb_breakpoints *points,
                                   const struct gdb_breakpoint *point)
{
    for (unsigned i = 0; i < points->count; i++) {
        struct gdb_breakpoint *have = &points->list[i];
        if (have->type == point->type && have->address == point->address &&
            have->size == point->size)
            return have;
    }
    return NULL;
}

bool gdb_breakpoint_set(struct gdb_breakpoints *points, struct machine *machine,
                        const struct gdb_breakpoint *point)
{
    if (find(points, point))
        return true;
    if (!put(machine, point))
        return false;
    points->list[points->count++] = *point;
    return true;
}

void gdb_breakpoint_remove(struct gdb_breakpoints *points,
                           struct machine *machine,
                           const struct gdb_breakpoint *point)
{
    struct gdb_breakpoint *have = find(points, point);
    if (!have)
        return;
    for (points->count--; have < &points->list[points->count]; have++)
        *have = have[1];
    put_all(points, machine);
}

void gdb_breakpoints_clear(struct gdb_breakpoints *points,
                           struct machine *machine)
{
    points->count = 0;
    put_all(points, machine);
}

const struct gdb_breakpoint *
gdb_breakpoint_hit(const struct gdb_breakpoints *points,
                   const struct machine *machine)
{
    uint32_t range = machine->chip.watch.points.hit.range;
    for (unsigned i = 0; i < points->count; i++)
        if (!is_break(&points->list[i]) && range-- == 0)
            return &points->list[i];
    return NULL;
}

const struct gdb_breakpoint *
gdb_breakpoint_here(const struct gdb_breakpoints *points,
                    const struct machine *machine)
{
    for (unsigned i = 0; i < points->count; i++)
        if (is_break(&points->list[i]) &&
            (points->list[i].address & ~1u) == machine->chip.cpu.r[CPU_PC])
            return &points->list[i];
    return NULL;
}

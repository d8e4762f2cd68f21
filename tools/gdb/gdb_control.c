/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_control.h"

#include <stdarg.h>
#include <stdio.h>

#include "bench/machine_debug.h"
#include "bench/machine_run.h"

enum { COMPLAINTS = 8 };

void gdb_complain(struct gdb *gdb, const char *format, ...)
{
    char text[TIMELINE_LINE];
    va_list arguments;
    if (gdb->complaints == COMPLAINTS)
        return;
    gdb->complaints++;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    timeline_print(gdb->timeline, "gdb", "%s%s", text,
                   gdb->complaints == COMPLAINTS
                       ? " (further ones are not reported)"
                       : "");
}

/* --- packets out --- */

void gdb_send(struct gdb *gdb)
{
    gdb->framed_length = gdb_frame(&gdb->reply, gdb->framed);
    gdb_link_send(&gdb->link, gdb->framed, gdb->framed_length);
}

static const char *stop_reason(const struct gdb *gdb)
{
    switch (gdb->stop.reason) {
    case GDB_STOP_SOFT: return gdb->swbreak ? "swbreak:;" : "";
    case GDB_STOP_HARD: return gdb->hwbreak ? "hwbreak:;" : "";
    default: return "";
    }
}

void gdb_send_stop(struct gdb *gdb)
{
    static const char *const watches[GDB_BREAKPOINT_TYPES] = {
        [GDB_WATCHPOINT_WRITE] = "watch",
        [GDB_WATCHPOINT_READ] = "rwatch",
        [GDB_WATCHPOINT_ACCESS] = "awatch",
    };
    gdb->reply.length = 0;
    gdb_add(&gdb->reply, "T%02x", gdb->stop.signal);
    if (gdb->stop.reason == GDB_STOP_WATCHPOINT)
        gdb_add(&gdb->reply, "%s:%x;", watches[gdb->stop.type],
                (unsigned)gdb->stop.address);
    gdb_add(&gdb->reply, "%sthread:1;", stop_reason(gdb));
    gdb_send(gdb);
}

/* --- holding and letting go --- */

static struct gdb_stop stop_at_break(const struct gdb *gdb)
{
    const struct gdb_breakpoint *point =
        gdb_breakpoint_here(&gdb->points, gdb->machine);
    bool soft = point && point->type == GDB_BREAK_SOFT;
    return (struct gdb_stop){.signal = GDB_SIGNAL_TRAP,
                             .reason = soft ? GDB_STOP_SOFT : GDB_STOP_HARD};
}

static struct gdb_stop stop_at_watchpoint(struct gdb *gdb)
{
    const struct gdb_breakpoint *point =
        gdb_breakpoint_hit(&gdb->points, gdb->machine);
    const struct watchpoint_table *points = &gdb->machine->chip.watch.points;
    gdb->last_hit = points->hit;
    gdb->last_write = points->ranges[points->hit.range].last;
    if (!point)
        return (struct gdb_stop){.signal = GDB_SIGNAL_TRAP};
    return (struct gdb_stop){
        .signal = GDB_SIGNAL_TRAP,
        .reason = GDB_STOP_WATCHPOINT,
        .type = point->type,
        .address = points->hit.address,
    };
}

bool gdb_stops_at(struct gdb *gdb, const struct machine_event *event,
                  struct gdb_stop *stop)
{
    uint32_t pc = gdb->machine->chip.cpu.r[CPU_PC];
    switch (event->kind) {
    case MACHINE_BREAK: *stop = stop_at_break(gdb); return true;
    case MACHINE_WATCHPOINT: *stop = stop_at_watchpoint(gdb); return true;
    case MACHINE_LOCKUP:
        *stop = (struct gdb_stop){.signal = GDB_SIGNAL_SEGV};
        return true;
    case MACHINE_STEPPED:
        *stop = (struct gdb_stop){.signal = GDB_SIGNAL_TRAP};
        if (gdb->range_hi && gdb_breakpoint_here(&gdb->points, gdb->machine))
            *stop = stop_at_break(gdb);
        return stop->reason != GDB_STOP_PLAIN ||
               pc - gdb->range_lo >= gdb->range_hi - gdb->range_lo;
    default: return false;
    }
}

/* Reports the events that the machine has queued, so that none of them appears
 * after the stop. */
static void settle(struct gdb *gdb, struct gdb_stop *stop)
{
    struct machine_event event;
    struct gdb_stop other;
    while (gdb->machine->queue_count) {
        machine_run(gdb->machine, 0, &event);
        timeline_event(gdb->timeline, &event);
        if (gdb_stops_at(gdb, &event, &other))
            *stop = other;
    }
}

void gdb_hold(struct gdb *gdb, struct gdb_stop stop)
{
    settle(gdb, &stop);
    gdb->machine->debug.stepping = false;
    gdb->stop = stop;
    gdb->held = true;
}

void gdb_resume(struct gdb *gdb, bool one_step)
{
    gdb->held = gdb->killed = false;
    gdb->let_go = true;
    if (one_step)
        machine_go_one(gdb->machine);
    else /* over a breakpoint at pc a debugger steps by itself */
        machine_go(gdb->machine);
}

void gdb_reset(struct gdb *gdb, enum reset_kind kind)
{
    machine_reset(gdb->machine, kind);
    gdb_hold(gdb, (struct gdb_stop){.signal = GDB_SIGNAL_TRAP});
}

void gdb_stand_still(struct gdb *gdb)
{
    if (!gdb->held)
        gdb_hold(gdb, (struct gdb_stop){.signal = GDB_SIGNAL_TRAP});
}

void gdb_end(struct gdb *gdb)
{
    timeline_print(gdb->timeline, "gdb", "ends the run");
    gdb->ended = true;
    gdb->held = false;
}

/* --- letting a debugger go --- */

void gdb_let_run(struct gdb *gdb)
{
    gdb_breakpoints_clear(&gdb->points, gdb->machine);
    if (gdb->held)
        gdb_resume(gdb, false);
    gdb->machine->debug.stepping = false;
}

void gdb_detach(struct gdb *gdb)
{
    gdb_link_part(&gdb->link);
    gdb->served = false;
    gdb_let_run(gdb);
    timeline_print(gdb->timeline, "gdb", "is detached: the chip runs on");
}

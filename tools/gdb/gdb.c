/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/machine_debug.h"
#include "bench/machine_run.h"
#include "tools/die.h"
#include "tools/gdb/gdb_target.h"

enum { COMPLAINTS = 8, FIRST_LINE = 80 };
enum { SIGNAL_INT = 2, SIGNAL_TRAP = 5, SIGNAL_SEGV = 11 };

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
                   gdb->complaints == COMPLAINTS ? " (no more of this is told)"
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
    static const char *const watches[GDB_POINT_TYPES] = {
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
    const struct gdb_point *point = gdb_point_here(&gdb->points, gdb->machine);
    bool soft = point && point->type == GDB_BREAK_SOFT;
    return (struct gdb_stop){.signal = SIGNAL_TRAP,
                             .reason = soft ? GDB_STOP_SOFT : GDB_STOP_HARD};
}

static struct gdb_stop stop_at_watchpoint(struct gdb *gdb)
{
    const struct gdb_point *point = gdb_point_hit(&gdb->points, gdb->machine);
    const struct watchpoint_table *points = &gdb->machine->chip.watch.points;
    gdb->last_hit = points->hit;
    gdb->last_write = points->ranges[points->hit.range].last;
    if (!point)
        return (struct gdb_stop){.signal = SIGNAL_TRAP};
    return (struct gdb_stop){
        .signal = SIGNAL_TRAP,
        .reason = GDB_STOP_WATCHPOINT,
        .type = point->type,
        .address = points->hit.address,
    };
}

/* Is the event one that a debugger stops at? */
static bool stops(struct gdb *gdb, const struct machine_event *event,
                  struct gdb_stop *stop)
{
    uint32_t pc = gdb->machine->chip.cpu.r[CPU_PC];
    switch (event->kind) {
    case MACHINE_BREAK: *stop = stop_at_break(gdb); return true;
    case MACHINE_WATCHPOINT: *stop = stop_at_watchpoint(gdb); return true;
    case MACHINE_LOCKUP:
        *stop = (struct gdb_stop){.signal = SIGNAL_SEGV};
        return true;
    case MACHINE_STEPPED:
        *stop = (struct gdb_stop){.signal = SIGNAL_TRAP};
        if (gdb->range_hi && gdb_point_here(&gdb->points, gdb->machine))
            *stop = stop_at_break(gdb);
        return stop->reason != GDB_STOP_PLAIN ||
               pc - gdb->range_lo >= gdb->range_hi - gdb->range_lo;
    default: return false;
    }
}

/* Tells what the machine has told already, so that nothing of it comes after
 * the stop. */
static void settle(struct gdb *gdb, struct gdb_stop *stop)
{
    struct machine_event event;
    struct gdb_stop other;
    while (gdb->machine->queue_count) {
        machine_run(gdb->machine, 0, &event);
        timeline_event(gdb->timeline, &event);
        if (stops(gdb, &event, &other))
            *stop = other;
    }
}

static void hold(struct gdb *gdb, struct gdb_stop stop)
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
    hold(gdb, (struct gdb_stop){.signal = SIGNAL_TRAP});
}

void gdb_stand_still(struct gdb *gdb)
{
    if (!gdb->held)
        hold(gdb, (struct gdb_stop){.signal = SIGNAL_TRAP});
}

void gdb_end(struct gdb *gdb)
{
    timeline_print(gdb->timeline, "gdb", "ends the run");
    gdb->ended = true;
    gdb->held = false;
}

void gdb_notify(struct gdb *gdb, const struct machine_event *event)
{
    struct gdb_stop stop;
    if (!gdb->served || gdb->held)
        return;
    if (stops(gdb, event, &stop)) {
        hold(gdb, stop);
        gdb_send_stop(gdb);
    } else if (event->kind == MACHINE_STEPPED) {
        machine_go_one(gdb->machine);
    }
}

/* --- clients --- */

static void begin(struct gdb *gdb)
{
    struct gdb_reader between = {.reading = GDB_BETWEEN};
    gdb->reader = between;
    gdb->acks = true;
    gdb->swbreak = gdb->hwbreak = gdb->flashing = false;
    gdb->extended = gdb->killed = gdb->in_junk = false;
    gdb->complaints = 0;
    gdb->framed_length = 0;
    gdb->range_lo = gdb->range_hi = 0;
    gdb->served = true;
    timeline_print(gdb->timeline, "gdb", "is connected: the chip is held");
    gdb_stand_still(gdb);
}

static void let_run(struct gdb *gdb)
{
    gdb_points_clear(&gdb->points, gdb->machine);
    if (gdb->held)
        gdb_resume(gdb, false);
    gdb->machine->debug.stepping = false;
}

void gdb_detach(struct gdb *gdb)
{
    gdb_link_part(&gdb->link);
    gdb->served = false;
    let_run(gdb);
    timeline_print(gdb->timeline, "gdb", "is detached: the chip runs on");
}

/* A chip that nobody has let run yet waits for the next debugger. */
static void lost(struct gdb *gdb)
{
    if (!gdb->served)
        return;
    gdb->served = false;
    if (gdb->killed) {
        gdb_end(gdb);
    } else if (gdb->let_go) {
        let_run(gdb);
        timeline_print(gdb->timeline, "gdb", "has gone: the chip runs on");
    } else {
        gdb_points_clear(&gdb->points, gdb->machine);
        timeline_print(gdb->timeline, "gdb",
                       "has gone: the chip is still held");
    }
}

/* The first of them is reported: a page may try as often as it likes. */
static void send_away(struct gdb *gdb, const char *line)
{
    gdb_link_part(&gdb->link);
    if (!gdb->web_reported)
        complain("--gdb %u: a request of a web browser (%s) is sent away: only "
                 "a debugger is served here",
                 gdb->link.listener.port, line);
    gdb->web_reported = true;
}

/* The chip is not touched before the first word of a client shows that it is
 * no web page. */
static bool admit(struct gdb *gdb)
{
    char line[FIRST_LINE];
    if (gdb->served || gdb->link.in_at == gdb->link.in_length)
        return gdb->served;
    if (gdb_link_web(&gdb->link, line, sizeof line))
        send_away(gdb, line);
    else
        begin(gdb);
    return gdb->served;
}

static void accept_clients(struct gdb *gdb)
{
    switch (gdb_link_accept(&gdb->link)) {
    case GDB_NOBODY: break;
    case GDB_CONNECTED: gdb->no_room_reported = false; break;
    case GDB_NO_ROOM:
        if (!gdb->no_room_reported)
            timeline_print(gdb->timeline, "gdb", "a debugger has to wait: %s",
                           strerror(gdb->link.trouble));
        gdb->no_room_reported = true;
        break;
    case GDB_REFUSED:
        timeline_print(gdb->timeline, "gdb",
                       "a second debugger is refused: one is served already");
        break;
    }
}

/* --- packets in --- */

static void acknowledge(struct gdb *gdb, char sign)
{
    if (gdb->acks)
        gdb_link_send(&gdb->link, &sign, 1);
}

static void interrupt(struct gdb *gdb)
{
    if (gdb->held)
        return;
    hold(gdb, (struct gdb_stop){.signal = SIGNAL_INT});
    gdb_send_stop(gdb);
}

static void bad_sum(struct gdb *gdb)
{
    gdb_complain(gdb, "a packet with a wrong checksum is not taken");
    acknowledge(gdb, '-');
}

static void refuse_packet(struct gdb *gdb, const char *error)
{
    acknowledge(gdb, '+');
    gdb->reply.length = 0;
    gdb_add(&gdb->reply, "%s", error);
    gdb_send(gdb);
}

static void too_long(struct gdb *gdb)
{
    gdb_complain(gdb, "a packet of more than %d bytes is refused",
                 GDB_PACKET_SIZE);
    refuse_packet(gdb, "E06");
}

static void cut(struct gdb *gdb)
{
    gdb_complain(gdb, "a packet that ends in the middle of an escape is "
                      "refused");
    refuse_packet(gdb, "E01");
}

/* The first of several in a row is told. */
static void junk(struct gdb *gdb, uint8_t byte)
{
    if (!gdb->in_junk)
        gdb_complain(gdb, "a byte 0x%02X that is in no packet is ignored",
                     byte);
    gdb->in_junk = true;
}

static void take(struct gdb *gdb, uint8_t byte)
{
    enum gdb_input input = gdb_read(&gdb->reader, byte);
    if (input != GDB_JUNK)
        gdb->in_junk = false;
    switch (input) {
    case GDB_NOTHING:
    case GDB_ACK: break;
    case GDB_NACK:
        if (gdb->acks)
            gdb_link_send(&gdb->link, gdb->framed, gdb->framed_length);
        break;
    case GDB_INTERRUPT: interrupt(gdb); break;
    case GDB_PACKET:
        acknowledge(gdb, '+');
        gdb_command(gdb);
        break;
    case GDB_BAD_SUM: bad_sum(gdb); break;
    case GDB_TOO_LONG: too_long(gdb); break;
    case GDB_CUT: cut(gdb); break;
    case GDB_JUNK: junk(gdb, byte); break;
    }
}

static void serve_client(struct gdb *gdb)
{
    int byte;
    if (!gdb_link_move(&gdb->link)) {
        lost(gdb);
        return;
    }
    if (!admit(gdb))
        return;
    while (gdb->link.client >= 0 && (byte = gdb_link_byte(&gdb->link)) >= 0)
        take(gdb, (uint8_t)byte);
}

bool gdb_serve(struct gdb *gdb)
{
    if (gdb->link.listener.socket < 0)
        return true;
    if (gdb->link.client >= 0)
        serve_client(gdb);
    accept_clients(gdb);
    return !gdb->held;
}

/* --- the whole --- */

void gdb_none(struct gdb *gdb)
{
    gdb_link_none(&gdb->link);
    gdb->held = gdb->ended = gdb->served = false;
    gdb->web_reported = gdb->no_room_reported = false;
}

bool gdb_open(struct gdb *gdb, unsigned port, struct machine *machine,
              struct timeline *timeline, char *error, size_t size)
{
    gdb_none(gdb);
    gdb->machine = machine;
    gdb->timeline = timeline;
    if (!gdb_link_open(&gdb->link, port, error, size))
        return false;
    gdb->held = true;
    gdb->stop = (struct gdb_stop){.signal = SIGNAL_TRAP};
    timeline_print(timeline, "gdb",
                   "may connect to 127.0.0.1:%u; the chip is held at its reset "
                   "vector until then",
                   gdb->link.listener.port);
    return true;
}

void gdb_close(struct gdb *gdb, int status)
{
    if (gdb->served) {
        gdb->reply.length = 0;
        gdb_add(&gdb->reply, "W%02x", (unsigned)status & 0xFF);
        gdb_send(gdb);
        gdb_link_part(&gdb->link);
    }
    gdb_link_close(&gdb->link);
}

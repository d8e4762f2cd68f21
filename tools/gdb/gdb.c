/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb.h"

#include <string.h>

#include "bench/machine_debug.h"
#include "tools/die.h"
#include "tools/gdb/gdb_command.h"

enum { FIRST_LINE = 80 };

/* --- the machine --- */

void gdb_notify(struct gdb *gdb, const struct machine_event *event)
{
    struct gdb_stop stop;
    if (!gdb->served || gdb->held)
        return;
    if (gdb_stops_at(gdb, event, &stop)) {
        gdb_hold(gdb, stop);
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

/* A chip that was never let run waits for the next debugger. */
static void lost(struct gdb *gdb)
{
    if (!gdb->served)
        return;
    gdb->served = false;
    if (gdb->killed) {
        gdb_end(gdb);
    } else if (gdb->let_go) {
        gdb_let_run(gdb);
        timeline_print(gdb->timeline, "gdb", "has gone: the chip runs on");
    } else {
        gdb_breakpoints_clear(&gdb->points, gdb->machine);
        timeline_print(gdb->timeline, "gdb",
                       "has gone: the chip is still held");
    }
}

/* Reports the first of them only: a page may repeat its attempts. */
static void send_away(struct gdb *gdb, const char *line)
{
    gdb_link_part(&gdb->link);
    if (!gdb->web_reported)
        complain("--gdb %u: a request of a web browser (%s) is sent away: only "
                 "a debugger is served here",
                 gdb->link.listener.port, line);
    gdb->web_reported = true;
}

/* A client counts as a debugger, and the chip is held, only after its first
 * bytes have shown that it is no web page. */
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
    gdb_hold(gdb, (struct gdb_stop){.signal = GDB_SIGNAL_INT});
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

/* Reports the first of several in a row. */
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

bool gdb_open(struct gdb *gdb, unsigned port, struct panel *panel,
              struct timeline *timeline, char *error, size_t size)
{
    gdb_none(gdb);
    gdb->machine = panel->machine;
    gdb->panel = panel;
    gdb->timeline = timeline;
    if (!gdb_link_open(&gdb->link, port, error, size))
        return false;
    gdb->held = true;
    gdb->stop = (struct gdb_stop){.signal = GDB_SIGNAL_TRAP};
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

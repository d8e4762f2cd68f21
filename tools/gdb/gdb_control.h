/* SPDX-License-Identifier: MIT
 *
 * A debugger in control of the machine: holds the chip, lets it run, sends
 * replies. While the chip is held, virtual time stands still; while it runs,
 * the board behaves as without a debugger.
 */
#ifndef TOOLS_GDB_GDB_CONTROL_H
#define TOOLS_GDB_GDB_CONTROL_H

#include <stdbool.h>

#include "bench/machine.h"
#include "bench/panel.h"
#include "tools/gdb/gdb_breakpoints.h"
#include "tools/gdb/gdb_link.h"
#include "tools/gdb/gdb_packet.h"
#include "tools/report/timeline.h"

/* Signals by gdb's numbers. */
enum { GDB_SIGNAL_INT = 2, GDB_SIGNAL_TRAP = 5, GDB_SIGNAL_SEGV = 11 };

/* Why the chip is held. */
struct gdb_stop {
    unsigned signal; /* as gdb numbers them */
    enum gdb_stop_reason {
        GDB_STOP_PLAIN,
        GDB_STOP_SOFT,
        GDB_STOP_HARD,
        GDB_STOP_WATCHPOINT
    } reason;
    enum gdb_breakpoint_type type; /* GDB_STOP_WATCHPOINT */
    uint32_t address;              /* GDB_STOP_WATCHPOINT */
};

struct gdb {
    struct machine *machine;
    struct panel *panel; /* of the same board */
    struct timeline *timeline;
    struct gdb_link link;
    struct gdb_reader reader;
    struct gdb_breakpoints points;
    struct gdb_stop stop;
    struct watchpoint_hit last_hit;
    /* If that was a write. */
    struct watchpoint_write last_write;
    bool served;                 /* the client is a debugger */
    bool web_reported;           /* a web page has tried, and it was reported */
    bool no_room_reported;       /* the same of a host without room */
    bool held;                   /* virtual time stands still */
    bool let_go;                 /* some debugger has let the chip run */
    bool ended;                  /* a debugger killed the run */
    bool acks;                   /* every packet is acknowledged by + or - */
    bool swbreak;                /* the client understands swbreak, */
    bool hwbreak;                /* hwbreak in stop replies */
    bool extended;               /* the client may kill and run again: */
    bool killed;                 /* it has, and did not run again yet */
    bool flashing;               /* between vFlashErase and vFlashDone */
    uint32_t range_lo, range_hi; /* stepping goes on inside; 0, 0 = not */
    bool in_junk;                /* the last byte belonged to nothing */
    unsigned complaints;         /* about this client */
    size_t framed_length;        /* the last packet sent, */
    char framed[GDB_FRAMED_SIZE];
    struct gdb_reply reply; /* the answer under construction */
    struct chip scratch;    /* for reads without side effects */
};

/* Sends gdb->reply. */
void gdb_send(struct gdb *gdb);

/* Sends the reason why the chip is held. */
void gdb_send_stop(struct gdb *gdb);

/* True: the debugger stops the chip at this event, for the reason STOP. */
bool gdb_stops_at(struct gdb *gdb, const struct machine_event *event,
                  struct gdb_stop *stop);

/* Holds the chip. Events that the machine has queued are reported first. */
void gdb_hold(struct gdb *gdb, struct gdb_stop stop);

/* Holds the chip, if it runs, and sends nothing. */
void gdb_stand_still(struct gdb *gdb);

/* Lets the chip run, with ONE_STEP for one instruction. */
void gdb_resume(struct gdb *gdb, bool one_step);

/* Resets the chip from outside and holds it before its first instruction. */
void gdb_reset(struct gdb *gdb, enum reset_kind kind);

/* Ends the run. */
void gdb_end(struct gdb *gdb);

/* Removes all breakpoints and watchpoints and lets the chip run. */
void gdb_let_run(struct gdb *gdb);

/* Disconnects the debugger; the chip runs on. */
void gdb_detach(struct gdb *gdb);

/* Reports a fault of the client to the user, a few times for one client. */
void gdb_complain(struct gdb *gdb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

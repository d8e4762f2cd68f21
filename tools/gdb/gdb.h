/* SPDX-License-Identifier: MIT
 *
 * A debugger at the machine: `run --gdb PORT`. While it holds the chip, virtual
 * time stands still; while the chip runs, the board lives as without it. What
 * a user has to know is in docs/debugging.md.
 */
#ifndef TOOLS_GDB_GDB_H
#define TOOLS_GDB_GDB_H

#include <stdbool.h>

#include "bench/machine.h"
#include "tools/gdb/gdb_link.h"
#include "tools/gdb/gdb_packet.h"
#include "tools/gdb/gdb_points.h"
#include "tools/report/timeline.h"

/* Why the chip is held. */
struct gdb_stop {
    unsigned signal; /* as gdb numbers them */
    enum gdb_stop_reason {
        GDB_STOP_PLAIN,
        GDB_STOP_SOFT,
        GDB_STOP_HARD,
        GDB_STOP_WATCHPOINT
    } reason;
    enum gdb_point_type type; /* GDB_STOP_WATCHPOINT */
    uint32_t address;         /* GDB_STOP_WATCHPOINT */
};

struct gdb {
    struct machine *machine;
    struct timeline *timeline;
    struct gdb_link link;
    struct gdb_reader reader;
    struct gdb_points points;
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

/* No debugger. */
void gdb_none(struct gdb *gdb);

/* Listens on PORT (0 = any), and holds the chip until a debugger lets it go.
 * False: ERROR. */
bool gdb_open(struct gdb *gdb, unsigned port, struct machine *machine,
              struct timeline *timeline, char *error, size_t size);

/* Does what the debugger asks for. False: it holds the chip. */
bool gdb_serve(struct gdb *gdb);

/* Takes in what the machine told. */
void gdb_notify(struct gdb *gdb, const struct machine_event *event);

/* The run is over: the debugger is told its exit status. */
void gdb_close(struct gdb *gdb, int status);

/* --- between gdb.c, gdb_command.c and gdb_monitor.c --- */

/* Answers the packet in gdb->reader. */
void gdb_command(struct gdb *gdb);
/* Carries out a `monitor` command; its output goes to gdb->reply. */
void gdb_monitor(struct gdb *gdb, const char *line);

void gdb_send(struct gdb *gdb);
void gdb_send_stop(struct gdb *gdb);
void gdb_resume(struct gdb *gdb, bool one_step);
/* The chip is reset from outside and held before its first instruction. */
void gdb_reset(struct gdb *gdb, enum reset_kind kind);
/* The chip is held, and nothing is told. */
void gdb_stand_still(struct gdb *gdb);
/* The run is to end. */
void gdb_end(struct gdb *gdb);
/* The debugger goes, the chip runs on. */
void gdb_detach(struct gdb *gdb);
/* Tells the user; not more than a few times for one client. */
void gdb_complain(struct gdb *gdb, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

/* SPDX-License-Identifier: MIT
 *
 * `run --gdb PORT`: the server that debuggers connect to. docs/debugging.md is
 * its manual.
 */
#ifndef TOOLS_GDB_GDB_H
#define TOOLS_GDB_GDB_H

#include <stdbool.h>

#include "tools/gdb/gdb_control.h"

/* Makes GDB a port that no debugger can connect to. */
void gdb_none(struct gdb *gdb);

/* Listens on PORT (0 = any), and holds the chip until a debugger lets it go.
 * False: ERROR. */
bool gdb_open(struct gdb *gdb, unsigned port, struct panel *panel,
              struct timeline *timeline, char *error, size_t size);

/* Serves the debugger. False: it holds the chip. */
bool gdb_serve(struct gdb *gdb);

/* Handles an event of the machine; stops the chip where the debugger asked. */
void gdb_notify(struct gdb *gdb, const struct machine_event *event);

/* Ends the run: sends the debugger its exit status. */
void gdb_close(struct gdb *gdb, int status);

#endif

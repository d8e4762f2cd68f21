/* SPDX-License-Identifier: MIT
 *
 * `monitor COMMAND`: what a debugger can do to the board beyond the core.
 */
#ifndef TOOLS_GDB_GDB_MONITOR_H
#define TOOLS_GDB_GDB_MONITOR_H

#include "tools/gdb/gdb_control.h"

/* Carries out a `monitor` command; its output goes to gdb->reply. */
void gdb_monitor(struct gdb *gdb, const char *line);

#endif

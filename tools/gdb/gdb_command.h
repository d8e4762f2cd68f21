/* SPDX-License-Identifier: MIT
 *
 * Answers the packets of a debugger: GDB manual, appendix E.2 to E.6.
 */
#ifndef TOOLS_GDB_GDB_COMMAND_H
#define TOOLS_GDB_GDB_COMMAND_H

#include "tools/gdb/gdb_control.h"

/* Answers the packet in gdb->reader. */
void gdb_command(struct gdb *gdb);

#endif

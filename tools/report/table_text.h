/* SPDX-License-Identifier: MIT
 *
 * The table of boards and ROMs as text.
 */
#ifndef TOOLS_REPORT_TABLE_TEXT_H
#define TOOLS_REPORT_TABLE_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/report/summary.h"

struct table {
    const struct summary *summary;
    bool coloured;
    bool whole; /* every verdict of a cell, however wide that is */
};

/* Prints the table. Where a scenario failed, the verdict is in upper case and
 * has a ! behind it. */
void table_text(const struct table *table, FILE *out);

#endif

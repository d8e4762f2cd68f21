/* SPDX-License-Identifier: MIT
 *
 * Manual pages, in the language of man(7).
 */
#ifndef TOOLS_MANUAL_PAGE_H
#define TOOLS_MANUAL_PAGE_H

#include <stdio.h>

#include "tools/options_table.h"

/* boot0(1), with DATE as YYYY-MM-DD at its foot. */
void page_overview(FILE *file, const char *date);

/* boot0-SUBCOMMAND(1). */
void page_subcommand(FILE *file, const char *date, enum subcommand subcommand);

#endif

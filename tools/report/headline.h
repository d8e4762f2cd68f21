/* SPDX-License-Identifier: MIT
 *
 * The results of `check` in one sentence, and what else to know before the
 * mistakes are read.
 */
#ifndef TOOLS_REPORT_HEADLINE_H
#define TOOLS_REPORT_HEADLINE_H

#include <stdbool.h>

#include "tools/report/summary.h"

enum { HEADLINE_TEXT = 512 /* bytes that hold any */ };

/* Formats "FAILS on V4.1 and V11.2: E1 the ROM starts the application again" or
 * "passes on all four ROMs". */
void headline(const struct summary *summary, char text[HEADLINE_TEXT]);

/* Formats what the word "application" in a good table means: why the library
 * refused; "" = it did not. */
void headline_refused(const struct summary *summary, char text[HEADLINE_TEXT]);

/* Formats the warning of passed scenarios in which no update begins, because
 * the ROM wipes all RAM; "" = there are none. */
void headline_wiped(const struct summary *summary, char text[HEADLINE_TEXT]);

/* Formats what passed: "8 reach the ROM and 4 rightly stay in the application".
 */
void headline_counts(const struct summary *summary, char text[HEADLINE_TEXT]);

/* True: not a single scenario tested the way into the ROM, because each lost
 * its ask or its request for the reasons that the mistakes name. */
bool headline_in_vain(const struct summary *summary);

/* Returns the title of a code or of a word of the screen, or NULL. */
const char *headline_title(const char *code);

#endif

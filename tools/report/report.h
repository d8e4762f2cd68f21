/* SPDX-License-Identifier: MIT
 *
 * Prints the results of `check` as text, as JSON and as JUnit XML for CI
 * servers.
 */
#ifndef TOOLS_REPORT_REPORT_H
#define TOOLS_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/verdict.h"

enum { REPORT_CONFIRMED = 0 }; /* readings confirmed on silicon so far */

/* All texts in it are printable (tools/printable.h). */
struct report {
    const char *firmware; /* the image's path */
    const char *part;
    const struct result *results;
    unsigned count;          /* of results; */
    unsigned passed, failed; /* combinations of readings, see result.count */
    bool no_symbols;         /* of the image: its places are addresses */
    bool verbose;            /* text: scenarios that passed too */
    const char *left_out;    /* text: what was not tried, NULL = nothing */
};

void report_text(const struct report *report, FILE *out);
void report_json(const struct report *report, FILE *out);
void report_junit(const struct report *report, FILE *out);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Prints what the campaigns of an update have found, as text, JSON and HTML.
 */
#ifndef TOOLS_REPORT_UPDATE_REPORT_H
#define TOOLS_REPORT_UPDATE_REPORT_H

#include <stdio.h>

#include "bench/update_id.h"
#include "bench/update_result.h"
#include "tools/options.h"

/* All texts in it are printable (tools/printable.h). */
struct update_report {
    const struct options *options;
    const char *firmware, *next; /* paths of the images */
    const struct update_result *results;
    unsigned count;
    bool coloured; /* text */
};

void update_report_text(const struct update_report *report, FILE *out);
void update_report_json(const struct update_report *report, FILE *out);
void update_report_html(const struct update_report *report, FILE *out);

/* Returns how many of the results pass. */
unsigned update_report_passed(const struct update_report *report);

#endif

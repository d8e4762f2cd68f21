/* SPDX-License-Identifier: MIT
 *
 * Prints the results of `check` as text, as JSON, as JUnit XML for CI
 * servers and as HTML.
 */
#ifndef TOOLS_REPORT_REPORT_H
#define TOOLS_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/campaign.h"
#include "bench/family.h"
#include "bench/result.h"
#include "tools/options.h"
#include "tools/report/summary.h"

/* Return how many readings there are of a part, and how many of them have been
 * confirmed on silicon so far. */
static inline unsigned report_readings(const struct part *part)
{
    return family_info(part->family)->reading_count;
}

static inline unsigned report_confirmed(const struct part *part)
{
    return readings_confirmed(part->family);
}

/* All texts in it are printable (tools/printable.h). */
struct report {
    const struct options *options;
    const struct campaign *campaign;
    const char *firmware; /* the image's path */
    const char *library;  /* what it has of the library, in words */
    const char *asked;    /* how it was asked, in words */
    const char *idle;     /* text: why the library is not in use, or is
                             misplaced, and what to do; NULL = neither */
    const struct result *results;
    unsigned count; /* of results */
    struct summary summary;
    bool no_symbols;      /* of the image: its places are addresses */
    bool coloured;        /* text */
    unsigned selected;    /* text: boards that --only chose; 0 = no --only */
    const char *left_out; /* text: what was not tried, NULL = nothing */
};

void report_text(const struct report *report, FILE *out);
void report_json(const struct report *report, FILE *out);
void report_junit(const struct report *report, FILE *out);
void report_html(const struct report *report, FILE *out);

#endif

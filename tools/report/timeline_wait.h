/* SPDX-License-Identifier: MIT
 *
 * An application that stands still: for which register it waits in a loop.
 */
#ifndef TOOLS_REPORT_TIMELINE_WAIT_H
#define TOOLS_REPORT_TIMELINE_WAIT_H

#include "tools/report/timeline_print.h"

/* Reports, once, that the application waits for the same all the time. */
void timeline_wait_look(struct timeline *timeline);

/* Returns when it looks; NEVER = it does not. */
uint64_t timeline_wait_due_ps(const struct timeline *timeline);

/* The application begins anew. */
void timeline_wait_reset(struct timeline *timeline);

#endif

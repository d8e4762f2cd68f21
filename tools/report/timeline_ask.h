/* SPDX-License-Identifier: MIT
 *
 * The asks: what was done to the firmware, and what it cannot have noticed.
 */
#ifndef TOOLS_REPORT_TIMELINE_ASK_H
#define TOOLS_REPORT_TIMELINE_ASK_H

#include "tools/report/timeline_print.h"

/* Print the lines of MACHINE_ASKED and of MACHINE_VAIN. */
void timeline_ask_made(struct timeline *timeline,
                       const struct machine_event_asked *asked);
void timeline_ask_vain(struct timeline *timeline,
                       const struct machine_vain_ask *vain);

#endif

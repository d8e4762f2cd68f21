/* SPDX-License-Identifier: MIT
 *
 * The timeline of the board, one line per event: virtual time in ms, the part
 * concerned, the event. Serial text is printed line by line.
 */
#ifndef TOOLS_REPORT_TIMELINE_H
#define TOOLS_REPORT_TIMELINE_H

#include "bench/machine_setup.h"
#include "tools/report/timeline_print.h"

/* Opens the timeline of a machine that was built from SETUP. ASKS outlive the
 * timeline. */
void timeline_open(struct timeline *timeline, FILE *out,
                   const struct machine *machine,
                   const struct machine_setup *setup, const struct asks *asks);

/* Tells changes of LD2 of the Nucleo-64. MACHINE is that of the timeline. */
void timeline_watch_led(struct timeline *timeline, struct machine *machine);

/* Prints the line or lines of an event; MACHINE_TIME has none. */
void timeline_event(struct timeline *timeline,
                    const struct machine_event *event);

/* Adds bytes that a USART sent; they are printed when their line ends or stays
 * unfinished. */
void timeline_serial(struct timeline *timeline, unsigned usart,
                     const uint8_t *bytes, size_t count);
/* Prints unfinished lines to which nothing was added for a while, with END all
 * unfinished lines; and whether an LED that flickered is steady again. */
void timeline_flush(struct timeline *timeline, bool end);

/* Returns the virtual time at which timeline_flush() looks at the machine next:
 * with a flush just then a line has the same time in every run. NEVER = it
 * need not look. */
uint64_t timeline_due_ps(const struct timeline *timeline);

#endif

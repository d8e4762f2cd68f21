/* SPDX-License-Identifier: MIT
 *
 * The text that the firmware sends on its serial lines, line by line.
 */
#ifndef TOOLS_REPORT_TIMELINE_TEXT_H
#define TOOLS_REPORT_TIMELINE_TEXT_H

#include "tools/report/timeline_print.h"

enum { TIMELINE_WHO = 16 };

/* Returns the name of a block as lines have it: "usart2", "lpuart1". */
const char *timeline_text_who(const struct map_row *block,
                              char who[TIMELINE_WHO]);

/* Adds bytes that a USART sent. */
void timeline_text_add(struct timeline *timeline, unsigned usart,
                       const uint8_t *bytes, size_t count);

/* Prints unfinished lines to which nothing was added for a while, with END all
 * unfinished lines. */
void timeline_text_flush(struct timeline *timeline, bool end);

#endif

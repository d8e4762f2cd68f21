/* SPDX-License-Identifier: MIT
 *
 * Warnings beside mistakes: two lines each, so that the mistakes stay on the
 * screen. The whole of them is shown where there is nothing else, and by
 * --verbose.
 */
#ifndef TOOLS_REPORT_WARNING_TEXT_H
#define TOOLS_REPORT_WARNING_TEXT_H

#include <stdio.h>

#include "tools/report/report.h"

/* Prints what each warning says, and where. Prints nothing if there is none. */
void warning_text(const struct report *report, FILE *out);

#endif

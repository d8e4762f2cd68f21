/* SPDX-License-Identifier: MIT
 *
 * What is said of warnings beside mistakes, and of many mistakes: two lines
 * each, so that what must be mended first stays on the screen. The whole of
 * them is shown where there is nothing else, and by --verbose.
 */
#ifndef TOOLS_REPORT_SHORT_TEXT_H
#define TOOLS_REPORT_SHORT_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/report/summary.h"

/* Prints what each warning says, and each mistake but the first WHOLE, and
 * where.
 */
void short_text(const struct summary *summary, unsigned whole, bool coloured,
                FILE *out);

#endif

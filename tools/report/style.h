/* SPDX-License-Identifier: MIT
 *
 * Colour on a terminal. Elsewhere, and with NO_COLOR in the environment
 * (no-color.org), text has none.
 */
#ifndef TOOLS_REPORT_STYLE_H
#define TOOLS_REPORT_STYLE_H

#include <stdbool.h>
#include <stdio.h>

enum style { STYLE_PLAIN, STYLE_GOOD, STYLE_BAD, STYLE_WARNING, STYLE_QUIET };

/* True: OUT is a terminal that may be coloured. */
bool style_wanted(FILE *out);

/* Print nothing unless COLOURED. */
void style_begin(FILE *out, bool coloured, enum style style);
void style_end(FILE *out, bool coloured, enum style style);

#endif

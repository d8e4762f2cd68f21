/* SPDX-License-Identifier: MIT
 *
 * Text inside XML and HTML.
 */
#ifndef TOOLS_REPORT_MARKUP_H
#define TOOLS_REPORT_MARKUP_H

#include <stdio.h>

/* Prints TEXT with & < > " escaped; it fits between tags and into a value. */
void markup_text(FILE *out, const char *text);

#endif

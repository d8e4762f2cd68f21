/* SPDX-License-Identifier: MIT
 *
 * Text in lines of a terminal's width.
 */
#ifndef TOOLS_REPORT_WRAP_H
#define TOOLS_REPORT_WRAP_H

#include <stddef.h>
#include <stdio.h>

enum { WRAP_WIDTH = 80, WRAP_INDENT = 4 };

/* Goes on with TEXT in a line that has COLUMN columns; further lines have the
 * indent. Ends the line. A word that
 * is longer than a line stays whole. */
void wrap_print(FILE *out, size_t column, size_t indent, const char *text);

/* Prints LEAD, a blank and TEXT between columns WRAP_INDENT and WRAP_WIDTH. */
void wrap_paragraph(FILE *out, const char *lead, const char *text);

/* Prints a shell command behind LEAD likewise: a line that goes on ends with a
 * backslash. Words in quotes, and an option with its value, stay whole. */
void wrap_command(FILE *out, const char *lead, const char *command);

#endif

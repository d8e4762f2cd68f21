/* SPDX-License-Identifier: MIT
 *
 * Builds a line of text, piece by piece. It is only shown: what does not fit is
 * left out.
 */
#ifndef TOOLS_REPORT_LINE_H
#define TOOLS_REPORT_LINE_H

#include <stddef.h>

struct line {
    char *text;
    size_t size, used;
};

/* Begins an empty line in TEXT, SIZE bytes. */
struct line line_begin(char *text, size_t size);
void line_add(struct line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

/* SPDX-License-Identifier: MIT
 *
 * C escapes in a text on the command line, and words as a shell takes them.
 */
#ifndef TOOLS_ESCAPES_H
#define TOOLS_ESCAPES_H

#include <stdbool.h>

#include "tools/report/line.h"

/* Replaces \n \r \t \\ \xHH in place. False: another escape, or a byte 0,
 * which would end the text. */
bool escapes_read(char *text);

/* Adds a space and a word, in quotes if a shell would change it. */
void escapes_add_word(struct line *line, const char *word);

#endif

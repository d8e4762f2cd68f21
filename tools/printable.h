/* SPDX-License-Identifier: MIT
 *
 * Makes text from outside (symbol names, paths, serial lines, the output of
 * other programs) safe to print: it moves no cursor, begins no new line, and is
 * valid in JSON (UTF-8, RFC 8259 8.1) and XML 1.0 (section 2.2).
 */
#ifndef TOOLS_PRINTABLE_H
#define TOOLS_PRINTABLE_H

#include <stddef.h>

/* Returns the length in bytes of the printable UTF-8 character that TEXT begins
 * with; 0 when it begins with something else, or is at its end. */
size_t printable_length(const char *text);

/* Replaces each byte that belongs to no printable character by '?'. Returns
 * TEXT. */
char *printable(char *text);

#endif

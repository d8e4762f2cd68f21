/* SPDX-License-Identifier: MIT
 *
 * Prints Markdown of the project's pages as plain text of 80 columns:
 * headings, paragraphs, lists, code blocks. Links become their text. Tables and
 * nested lists are not known.
 */
#ifndef TOOLS_REPORT_PLAIN_TEXT_H
#define TOOLS_REPORT_PLAIN_TEXT_H

#include <stdio.h>

/* Prints the page from TEXT up to END. */
void plain_text(FILE *out, const char *text, const char *end);

#endif

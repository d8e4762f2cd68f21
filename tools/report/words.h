/* SPDX-License-Identifier: MIT
 *
 * The words that the screen of `check` uses in the place of codes: verdicts,
 * and warnings that have no page in docs/mistakes.
 */
#ifndef TOOLS_REPORT_WORDS_H
#define TOOLS_REPORT_WORDS_H

#include <stddef.h>

struct word {
    const char *word;
    const char *title; /* one line, without a full stop */
    const char *text;  /* sentences: what it means and what to do */
};

extern const struct word words[];
extern const size_t words_count;

/* Returns the row of a word in lower case, or NULL. */
const struct word *words_find(const char *word);

#endif

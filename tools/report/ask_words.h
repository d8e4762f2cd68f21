/* SPDX-License-Identifier: MIT
 *
 * The asks of a run in words: "asked by pressing PC13 at 500 ms".
 */
#ifndef TOOLS_REPORT_ASK_WORDS_H
#define TOOLS_REPORT_ASK_WORDS_H

#include "bench/ask.h"

enum { ASK_WORDS = 512 };

/* Formats ASKS, in the order of their times; text that is sent with its control
 * characters as the terminal may have them (printable.h). */
void ask_words(const struct asks *asks, char text[ASK_WORDS]);

#endif

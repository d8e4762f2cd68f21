/* SPDX-License-Identifier: MIT
 *
 * Slips of the hand on the command line: what was probably meant.
 */
#ifndef TOOLS_OPTIONS_HINT_H
#define TOOLS_OPTIONS_HINT_H

#include "tools/options.h"

enum { OPTION_HINT = 256 };

/* argv[1] is no subcommand: fills HINT with what may help, in parentheses
 * behind a blank, or with "". */
void options_hint_subcommand(int argc, char **argv, char hint[OPTION_HINT]);

/* The same for WORD, which is no option of the subcommand. */
void options_hint_option(enum subcommand subcommand, const char *word,
                         char hint[OPTION_HINT]);

/* The same for the word EXTRA, which is one argument too many behind IMAGE. */
void options_hint_extra(enum subcommand subcommand, const char *image,
                        const char *extra, char hint[OPTION_HINT]);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Parses the command line of a subcommand, by the tables of options_table.h,
 * and prints the help texts.
 */
#ifndef TOOLS_OPTIONS_PARSE_H
#define TOOLS_OPTIONS_PARSE_H

#include "tools/options.h"

/* What options_parse() found. */
enum options_result {
    OPTIONS_OK,   /* go on */
    OPTIONS_DONE, /* --help or --version was printed: exit status 0 */
    OPTIONS_ERROR /* one line was printed on stderr: exit status 2 */
};

/* Parses argv[1..] of a subcommand (argv[0] is its name). Strings in *options
 * point into argv or are freed by options_free(). */
enum options_result options_parse(enum subcommand subcommand, int argc,
                                  char **argv, struct options *options);
void options_free(struct options *options);

/* The text of `boot0 --help`, and of `boot0 SUBCOMMAND --help`. */
void options_print_overview(void);
void options_print_help(enum subcommand subcommand);
void options_print_version(void);

/* The subcommand of that name, or SUBCOMMANDS. */
enum subcommand subcommand_find(const char *name);

#endif

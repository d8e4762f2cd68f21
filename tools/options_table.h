/* SPDX-License-Identifier: MIT
 *
 * The options and subcommands as tables: options_parse.c parses by them, the
 * help texts are printed from them.
 */
#ifndef TOOLS_OPTIONS_TABLE_H
#define TOOLS_OPTIONS_TABLE_H

#include "tools/options.h"

enum { OPTION_ROWS = 96 /* at most, and one without a name behind them */ };

struct option_row {
    const char *name;
    char letter;          /* short form, 0 = none */
    const char *argument; /* as help shows it, NULL = none */
    unsigned where;       /* 1 << enum subcommand that takes it */
    unsigned given;       /* bit of options.given */
    bool repeatable;
    bool replayed; /* part of the command that shows a scenario again */
    bool (*take)(struct options *options, const char *text, char *error);
    const char *help; /* its lines */
    /* What completion offers as value, where .argument is only a name: words
     * between bars, and FILE, PART and READING (manual/choices.h). NULL = the
     * words in .argument: "0|1". */
    const char *words;
};

struct subcommand_info {
    const char *name;
    const char *usage;
    const char *summary; /* one line of the overview */
    const char *text;    /* what help says above the options */
    const char *operand; /* "IMAGE", "REPORT"; NULL = takes none */
    bool optional;       /* the operand may be left out */
};

extern const struct option_row option_rows[OPTION_ROWS];
extern const struct subcommand_info subcommand_table[SUBCOMMANDS];

/* What boot0 is, and what its exit statuses mean: lines. */
extern const char options_about[], options_exit_status[];

/* Returns the lines about the operand IMAGE; "" where there is none. */
const char *options_image_help(enum subcommand subcommand);

#endif

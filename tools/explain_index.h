/* SPDX-License-Identifier: MIT
 *
 * What `boot0 explain` knows: the rows of the index of docs/mistakes, and the
 * words of the screen of `check`.
 */
#ifndef TOOLS_EXPLAIN_INDEX_H
#define TOOLS_EXPLAIN_INDEX_H

#include <stdbool.h>

enum {
    EXPLAIN_INDEX_CODE = 8,
    EXPLAIN_INDEX_WORD = 16,
    EXPLAIN_INDEX_ROW = 256
};

/* explain_pages.S; the first one is the index. */
struct explain_page {
    const char *text, *end;
};
extern const struct explain_page explain_pages[], explain_pages_end[];

/* A row of the index: "| [E1](E1.md) | title |", or without a link where there
 * is no page. */
struct explain_index_row {
    char code[EXPLAIN_INDEX_CODE], title[EXPLAIN_INDEX_ROW];
    bool page;
};

/* Takes the line that begins at *TEXT into LINE; false: the page is over. */
bool explain_index_line(const char **text, char line[EXPLAIN_INDEX_ROW]);

/* False: LINE is no row. */
bool explain_index_parse(const char *line, struct explain_index_row *row);

/* Takes the next row from *TEXT on; false: there is none. */
bool explain_index_next(const char **text, struct explain_index_row *row);

/* Fills WORD with the INDEXth word that `boot0 explain` takes. False: there are
 * not so many. */
bool explain_index_nth(unsigned index, char word[EXPLAIN_INDEX_WORD]);

#endif

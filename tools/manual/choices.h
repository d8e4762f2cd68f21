/* SPDX-License-Identifier: MIT
 *
 * What can stand on the command line where a value or an operand is expected,
 * by the tables of options_table.h: for the completion of shells.
 */
#ifndef TOOLS_MANUAL_CHOICES_H
#define TOOLS_MANUAL_CHOICES_H

#include <stdbool.h>

#include "tools/options_table.h"

enum { CHOICE_SIZE = 32, CHOICES = 384, OPERANDS = 4 };

struct choices {
    char words[CHOICES][CHOICE_SIZE];
    unsigned count;
    bool files; /* or the name of a file */
    bool list;  /* several, with commas between */
};

/* A word that ends so is the beginning of one: no blank follows it. */
bool choices_is_open(const char *word);

/* The values of an option that takes one. */
void choices_of_option(const struct option_row *row, struct choices *choices);

/* The operands of a subcommand, up to OPERANDS, in their order; the last one
 * may be REPEATED. Returns how many there are. */
unsigned choices_of_operands(const struct subcommand_info *info,
                             struct choices operands[OPERANDS], bool *repeated);

#endif

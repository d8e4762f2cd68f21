/* SPDX-License-Identifier: MIT */
#include "tools/options_hint.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/nearest.h"
#include "tools/options_table.h"

enum { SHOWN = 60 /* characters of a word in a hint */ };

static bool is_image_name(const char *word)
{
    static const char *const endings[] = {".elf", ".axf", ".out", ".hex",
                                          ".ihx", ".bin", NULL};
    const char *dot = strrchr(word, '.');
    for (unsigned i = 0; dot && endings[i]; i++)
        if (strcasecmp(dot, endings[i]) == 0)
            return true;
    return false;
}

/* --- the subcommand --- */

static void hint_nearest_subcommand(const char *word, char *hint)
{
    char meant[NEAREST_HINT];
    struct nearest nearest = nearest_to(word);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        nearest_offer(&nearest, subcommand_table[i].name);
    nearest_offer(&nearest, "help");
    nearest_hint(&nearest, "", meant);
    snprintf(hint, OPTION_HINT, "%s", meant);
}

static bool is_subcommand(const char *word)
{
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        if (strcmp(word, subcommand_table[i].name) == 0)
            return true;
    return false;
}

/* Returns the first later word that is a subcommand, or NULL. */
static const char *later_subcommand(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        if (is_subcommand(argv[i]))
            return argv[i];
    return NULL;
}

void options_hint_subcommand(int argc, char **argv, char hint[OPTION_HINT])
{
    const char *word = argv[1], *later = later_subcommand(argc, argv);
    hint[0] = 0;
    if (later)
        snprintf(hint, OPTION_HINT,
                 " (the subcommand comes first: boot0 %s %s ...)", later,
                 *word == '-' ? "[OPTION...] IMAGE" : "IMAGE");
    else if (*word == '-')
        snprintf(hint, OPTION_HINT,
                 " (a subcommand comes first: boot0 run %.*s ...)", SHOWN,
                 word);
    else if (is_image_name(word))
        snprintf(hint, OPTION_HINT,
                 " (did you mean boot0 check %.*s, or boot0 run?)", SHOWN,
                 word);
    else
        hint_nearest_subcommand(word, hint);
}

/* --- an option --- */

/* Returns the row of that name, of any subcommand, or NULL. */
static const struct option_row *find_elsewhere(const char *name)
{
    for (unsigned i = 0; option_rows[i].name; i++)
        if (strcmp(option_rows[i].name, name) == 0)
            return &option_rows[i];
    return NULL;
}

static void hint_elsewhere(const struct option_row *row, char *hint)
{
    unsigned subcommand = 0;
    while (!(row->where & 1u << subcommand))
        subcommand++;
    snprintf(hint, OPTION_HINT, " (--%s is an option of boot0 %s)", row->name,
             subcommand_table[subcommand].name);
}

void options_hint_option(enum subcommand subcommand, const char *word,
                         char hint[OPTION_HINT])
{
    char name[NEAREST_WORD], meant[NEAREST_HINT];
    word += strspn(word, "-");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    const struct option_row *elsewhere = find_elsewhere(name);
    hint[0] = 0;
    if (elsewhere && !(elsewhere->where & 1u << subcommand)) {
        hint_elsewhere(elsewhere, hint);
        return;
    }
    if (elsewhere) { /* one dash, not two */
        snprintf(hint, OPTION_HINT, " (did you mean --%s?)", name);
        return;
    }
    struct nearest nearest = nearest_to(name);
    for (unsigned i = 0; option_rows[i].name; i++)
        if (option_rows[i].where & 1u << subcommand)
            nearest_offer(&nearest, option_rows[i].name);
    nearest_hint(&nearest, "--", meant);
    snprintf(hint, OPTION_HINT, "%s", meant);
}

/* --- a word too many --- */

static bool is_unit(const char *word)
{
    static const char *const units[] = {"us", "ms", "s", "hz", "khz", "mhz"};
    for (unsigned i = 0; i < sizeof units / sizeof *units; i++)
        if (strcasecmp(word, units[i]) == 0)
            return true;
    return false;
}

void options_hint_extra(enum subcommand subcommand, const char *image,
                        const char *extra, char hint[OPTION_HINT])
{
    hint[0] = 0;
    if (is_unit(image) || is_unit(extra))
        snprintf(hint, OPTION_HINT,
                 " (write number and unit without a blank, as 500ms)");
    else if (subcommand == SUBCOMMAND_PATCH && is_image_name(extra))
        snprintf(hint, OPTION_HINT, " (did you mean -o %.*s?)", SHOWN, extra);
    else if (find_elsewhere(image) || find_elsewhere(extra))
        snprintf(hint, OPTION_HINT, " (did you mean --%.*s?)", SHOWN,
                 find_elsewhere(image) ? image : extra);
}

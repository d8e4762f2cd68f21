/* SPDX-License-Identifier: MIT */
#include "tools/manual/completion.h"

#include <string.h>

#include "tools/manual/choices.h"

static void put_quoted(FILE *file, const char *text)
{
    fputc('\'', file);
    for (; *text; text++) {
        if (strchr("'\\", *text))
            fputc('\\', file);
        fputc(*text, file);
    }
    fputc('\'', file);
}

static void put_condition(FILE *file, const char *subcommand)
{
    fprintf(file, "complete -c boot0 -n '__fish_seen_subcommand_from %s'",
            subcommand);
}

/* The words of a list follow what is there up to the last comma. */
static void put_words(FILE *file, const struct choices *choices)
{
    if (choices->files)
        fputs(" -F", file);
    if (!choices->count)
        return;
    fputs(choices->list ? " -a '(__fish_append ," : " -a '", file);
    for (unsigned i = 0; i < choices->count; i++)
        fprintf(file, "%s%s", i || choices->list ? " " : "", choices->words[i]);
    fputs(choices->list ? ")'" : "'", file);
}

static void put_option(FILE *file, const char *subcommand,
                       const struct option_row *row)
{
    struct choices choices;
    char summary[COMPLETION_SUMMARY];
    completion_summary(row->help, summary);
    put_condition(file, subcommand);
    fprintf(file, " -l %s", row->name);
    if (row->letter)
        fprintf(file, " -s %c", row->letter);
    if (row->argument) {
        choices_of_option(row, &choices);
        fputs(choices.files ? " -r" : " -x", file);
        put_words(file, &choices);
    }
    fputs(" -d ", file);
    put_quoted(file, summary);
    fputc('\n', file);
}

/* fish does not count operands: it offers the words of all. */
static void put_operands(FILE *file, const struct subcommand_info *info)
{
    struct choices operands[OPERANDS];
    bool repeated;
    unsigned count = choices_of_operands(info, operands, &repeated);
    for (unsigned i = 0; i < count; i++) {
        if (!operands[i].count && !operands[i].files)
            continue;
        put_condition(file, info->name);
        put_words(file, &operands[i]);
        fputc('\n', file);
    }
}

static void put_subcommand(FILE *file, const char *name, const char *summary)
{
    fprintf(file, "complete -c boot0 -n __fish_use_subcommand -a %s -d ", name);
    put_quoted(file, summary);
    fputc('\n', file);
}

void completion_fish(FILE *file)
{
    fputs("# fish completion for boot0, made of its options' table.\n"
          "complete -c boot0 -f\n"
          "complete -c boot0 -n __fish_use_subcommand -s h -l help -d "
          "'this text'\n"
          "complete -c boot0 -n __fish_use_subcommand -s V -l version -d "
          "'the version'\n",
          file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        put_subcommand(file, subcommand_table[i].name,
                       subcommand_table[i].summary);
    put_subcommand(file, "help", "the options of a subcommand");
    put_condition(file, "help");
    fputs(" -a '", file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        fprintf(file, "%s%s", i ? " " : "", subcommand_table[i].name);
    fputs("'\n", file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++) {
        const char *name = subcommand_table[i].name;
        for (unsigned j = 0; option_rows[j].name; j++)
            if (option_rows[j].where & 1u << i)
                put_option(file, name, &option_rows[j]);
        put_operands(file, &subcommand_table[i]);
    }
}

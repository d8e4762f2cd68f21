/* SPDX-License-Identifier: MIT */
#include "tools/manual/completion.h"

#include <string.h>

#include "tools/manual/choices.h"

/* Prints TEXT as part of a specification of _arguments, in single quotes. */
static void put_specification(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (strchr("[]:\\", *text))
            fputc('\\', file);
        if (*text == '\'')
            fputs("'\\''", file);
        else
            fputc(*text, file);
    }
}

/* "words" take what may follow as their arguments. */
static void put_action(FILE *file, const struct choices *choices)
{
    if (!choices->count) {
        fputs(choices->files ? "_files" : " ", file);
        return;
    }
    fputs(choices->list ? " _boot0_list" : " _boot0_words", file);
    if (choices->files)
        fputs(" FILE", file);
    for (unsigned i = 0; i < choices->count; i++) {
        fputc(' ', file);
        put_specification(file, choices->words[i]);
    }
}

static void put_option(FILE *file, const struct option_row *row, bool letter)
{
    struct choices choices;
    char summary[COMPLETION_SUMMARY];
    completion_summary(row->help, summary);
    fprintf(file, "        '%s-", row->repeatable ? "*" : "");
    if (letter)
        fprintf(file, "%c%s[", row->letter, row->argument ? "+" : "");
    else
        fprintf(file, "-%s%s[", row->name, row->argument ? "=" : "");
    put_specification(file, summary);
    fputc(']', file);
    if (row->argument) {
        choices_of_option(row, &choices);
        fputc(':', file);
        put_specification(file, row->argument);
        fputc(':', file);
        put_action(file, &choices);
    }
    fputs("' \\\n", file);
}

static void put_subcommand(FILE *file, enum subcommand subcommand)
{
    const struct subcommand_info *info = &subcommand_table[subcommand];
    struct choices operands[OPERANDS];
    bool repeated;
    unsigned count = choices_of_operands(info, operands, &repeated);
    fprintf(file, "    %s)\n        _arguments -s -S \\\n", info->name);
    for (unsigned i = 0; option_rows[i].name; i++) {
        const struct option_row *row = &option_rows[i];
        if (!(row->where & 1u << subcommand))
            continue;
        put_option(file, row, false);
        if (row->letter)
            put_option(file, row, true);
    }
    for (unsigned i = 0; i < count; i++) {
        fputs(repeated && i + 1 == count ? "        '*:operand:"
                                         : "        ':operand:",
              file);
        put_action(file, &operands[i]);
        fputs("' \\\n", file);
    }
    fputs("        && return 0 ;;\n", file);
}

static const char head[] =
    "#compdef boot0\n"
    "# zsh completion for boot0, made of its options' table.\n\n"
    "# Offers words, of which one that ends with : or = is a beginning; FILE "
    "is\n# a file.\n"
    "_boot0_words() {\n"
    "    local word result=1\n"
    "    for word; do\n"
    "        case $word in\n"
    "        FILE) _files && result=0 ;;\n"
    "        *[:=]) compadd -S '' -- $word && result=0 ;;\n"
    "        *) compadd -- $word && result=0 ;;\n"
    "        esac\n"
    "    done\n"
    "    return result\n"
    "}\n\n"
    "# Offers words that stand in a list, with commas between.\n"
    "_boot0_list() {\n"
    "    compset -P '*,'\n"
    "    compadd -S '' -- \"$@\"\n"
    "}\n\n"
    "_boot0() {\n"
    "    local line state\n"
    "    local -a subcommands\n"
    "    subcommands=(\n";

static const char middle[] =
    "        'help:the options of a subcommand'\n"
    "    )\n"
    "    _arguments -C '(- *)'{-h,--help}'[this text]' \\\n"
    "        '(- *)'{-V,--version}'[the version]' \\\n"
    "        '1: :->subcommand' '*:: :->rest'\n"
    "    case $state in\n"
    "    subcommand) _describe subcommand subcommands; return ;;\n"
    "    rest) ;;\n"
    "    *) return ;;\n"
    "    esac\n"
    "    case $words[1] in\n"
    "    help) _describe subcommand subcommands ;;\n";

static const char tail[] = "    esac\n"
                           "}\n\n"
                           "# Loaded as a function by compinit, or sourced.\n"
                           "if [ \"$funcstack[1]\" = _boot0 ]; then\n"
                           "    _boot0 \"$@\"\n"
                           "else\n"
                           "    compdef _boot0 boot0\n"
                           "fi\n";

void completion_zsh(FILE *file)
{
    fputs(head, file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++) {
        fprintf(file, "        '%s:", subcommand_table[i].name);
        put_specification(file, subcommand_table[i].summary);
        fputs("'\n", file);
    }
    fputs(middle, file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        put_subcommand(file, i);
    fputs(tail, file);
}

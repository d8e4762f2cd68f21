/* SPDX-License-Identifier: MIT
 *
 * bash cuts words at = and :, so the script takes the line itself apart, and
 * gives back only what follows the last cut.
 */
#include "tools/manual/completion.h"

#include <string.h>

#include "tools/manual/choices.h"

/* Prints the lists of three functions: the options of a subcommand, the words
 * for the value of an option, and those for an operand. The file names FILE and
 * the list LIST are words, too, in capitals. */
static void put_words(FILE *file, const struct choices *choices)
{
    fputs("echo '", file);
    if (choices->list)
        fputs("LIST ", file);
    if (choices->files)
        fputs("FILE ", file);
    for (unsigned i = 0; i < choices->count; i++)
        fprintf(file, "%s%s", i ? " " : "", choices->words[i]);
    fputs("' ;;\n", file);
}

static void put_option_names(FILE *file, enum subcommand subcommand)
{
    fprintf(file, "    %s) echo '", subcommand_table[subcommand].name);
    for (unsigned i = 0; option_rows[i].name; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->where & 1u << subcommand)
            fprintf(file, "--%s ", row->name);
    }
    fputs("' ;;\n", file);
}

/* Where an option is one of several subcommands, the pattern names all. */
static void put_values(FILE *file, const struct option_row *row)
{
    struct choices choices;
    bool first = true;
    choices_of_option(row, &choices);
    fputs("    ", file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++) {
        const char *name = subcommand_table[i].name;
        if (!(row->where & 1u << i))
            continue;
        fprintf(file, "%s%s.--%s", first ? "" : "|", name, row->name);
        if (row->letter)
            fprintf(file, "|%s.-%c", name, row->letter);
        first = false;
    }
    fputs(") ", file);
    put_words(file, &choices);
}

static void put_operands(FILE *file, const struct subcommand_info *info)
{
    struct choices operands[OPERANDS];
    bool repeated;
    unsigned count = choices_of_operands(info, operands, &repeated);
    for (unsigned i = 0; i < count; i++) {
        bool rest = repeated && i + 1 == count;
        fprintf(file, rest ? "    %s.*) " : "    %s.%u) ", info->name, i + 1);
        put_words(file, &operands[i]);
    }
}

static void put_subcommands(FILE *file)
{
    fputs("_boot0_subcommands='", file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        fprintf(file, "%s ", subcommand_table[i].name);
    fputs("help'\n", file);
}

static void put_lists(FILE *file)
{
    put_subcommands(file);
    fputs("\n_boot0_options() {\n    case $1 in\n", file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        put_option_names(file, i);
    fputs("    *) echo '--help --version' ;;\n    esac\n}\n\n"
          "# Words for the value of the option $2; fails where it takes none.\n"
          "_boot0_values() {\n    case $1.$2 in\n",
          file);
    for (unsigned i = 0; option_rows[i].name; i++)
        if (option_rows[i].argument)
            put_values(file, &option_rows[i]);
    fputs("    *) return 1 ;;\n    esac\n}\n\n"
          "# Words for operand number $2.\n"
          "_boot0_operands() {\n    case $1.$2 in\n"
          "    help.1) echo \"$_boot0_subcommands\" ;;\n",
          file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        put_operands(file, &subcommand_table[i]);
    fputs("    esac\n}\n", file);
}

static const char head[] =
    "# bash completion for boot0, made of its options' table.\n\n";

static const char tail[] =
    "\n"
    "# Offers of the words $1 those that go on with $2.\n"
    "_boot0_offer() {\n"
    "    local words=\" $1 \" current=$2 before= open\n"
    "    case $words in *' LIST '*)\n"
    "        before=${current%\"${current##*,}\"}\n"
    "        current=${current##*,} ;;\n"
    "    esac\n"
    "    case $words in *' FILE '*)\n"
    "        compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\") ;;\n"
    "    esac\n"
    "    words=${words/ LIST / } words=${words/ FILE / }\n"
    "    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(\n"
    "        compgen -P \"$before\" -W \"$words\" -- \"$current\")\n"
    "    open=${COMPREPLY[0]-}\n"
    "    case ${#COMPREPLY[@]}$open in 1*[:=])\n"
    "        compopt -o nospace 2>/dev/null ;;\n"
    "    esac\n"
    "}\n"
    "\n"
    "_boot0() {\n"
    "    local line=${COMP_LINE:0:COMP_POINT} words current\n"
    "    local subcommand operand=1 word value= cut\n"
    "    COMPREPLY=()\n"
    "    # Without -r: a blank behind a backslash is part of a word.\n"
    "    # shellcheck disable=SC2162\n"
    "    read -a words <<<\"$line\"\n"
    "    case $line in *[![:space:]]) ;; *) words+=('') ;; esac\n"
    "    current=${words[${#words[@]}-1]}\n"
    "    subcommand=${words[1]}\n"
    "    if [ ${#words[@]} -le 2 ]; then\n"
    "        case $current in\n"
    "        -*) _boot0_offer '--help --version' \"$current\" ;;\n"
    "        *) _boot0_offer \"$_boot0_subcommands\" \"$current\" ;;\n"
    "        esac\n"
    "        return\n"
    "    fi\n"
    "    for word in \"${words[@]:2:${#words[@]}-3}\"; do\n"
    "        if [ -n \"$value\" ]; then\n"
    "            value=\n"
    "        elif [[ $word = -* ]]; then\n"
    "            _boot0_values \"$subcommand\" \"$word\" >/dev/null &&\n"
    "                value=$word\n"
    "        else\n"
    "            operand=$((operand + 1))\n"
    "        fi\n"
    "    done\n"
    "    if [ -z \"$value\" ] && [[ $current = --*=* ]]; then\n"
    "        value=${current%%=*}\n"
    "        current=${current#*=}\n"
    "    fi\n"
    "    if [ -n \"$value\" ]; then\n"
    "        _boot0_offer \"$(_boot0_values \"$subcommand\" \"$value\")\" "
    "\"$current\"\n"
    "    elif [[ $current = -* ]]; then\n"
    "        _boot0_offer \"$(_boot0_options \"$subcommand\")\" \"$current\"\n"
    "    else\n"
    "        _boot0_offer \"$(_boot0_operands \"$subcommand\" $operand)\" "
    "\"$current\"\n"
    "    fi\n"
    "    # What bash has cut off is not replaced.\n"
    "    for cut in : =; do\n"
    "        if [[ $COMP_WORDBREAKS = *\"$cut\"* && $current = *\"$cut\"* ]]; "
    "then\n"
    "            word=${current%\"${current##*[:=]}\"}\n"
    "            COMPREPLY=(\"${COMPREPLY[@]#\"$word\"}\")\n"
    "            break\n"
    "        fi\n"
    "    done\n"
    "}\n"
    "\n"
    "complete -F _boot0 boot0\n";

void completion_bash(FILE *file)
{
    fputs(head, file);
    put_lists(file);
    fputs(tail, file);
}

/* SPDX-License-Identifier: MIT */
#include "tools/manual/choices.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bench/family.h"
#include "bench/parts.h"
#include "bench/readings.h"
#include "tools/die.h"
#include "tools/explain_index.h"

bool choices_is_open(const char *word)
{
    return strchr(":=", word[strlen(word) - 1]);
}

static void add(struct choices *choices, const char *word, int length)
{
    if (choices->count == CHOICES || length >= CHOICE_SIZE)
        die("manual: no room for the word %s", word);
    snprintf(choices->words[choices->count++], CHOICE_SIZE, "%.*s", length,
             word);
}

static void add_parts(struct choices *choices)
{
    char name[PARTS_NAME];
    for (unsigned i = 0; parts_nth(i, name); i++)
        add(choices, name, (int)strlen(name));
}

static bool has(const struct choices *choices, const char *word)
{
    for (unsigned i = 0; i < choices->count; i++)
        if (strcmp(choices->words[i], word) == 0)
            return true;
    return false;
}

static void add_roms(struct choices *choices)
{
    for (unsigned i = 0; i < FAMILIES; i++)
        for (unsigned rom = ROM_OF(i, 0); rom_info(rom); rom++)
            if (!has(choices, rom_name(rom)))
                add(choices, rom_name(rom), (int)strlen(rom_name(rom)));
}

static void add_readings_of(struct choices *choices,
                            const struct family_info *family)
{
    for (unsigned i = 0; i < family->reading_count; i++)
        for (unsigned j = 0; j < reading_value_count(&family->readings[i]);
             j++) {
            char word[CHOICE_SIZE];
            int length =
                snprintf(word, sizeof word, "%s=%s", family->readings[i].name,
                         family->readings[i].values[j]);
            if (!has(choices, word))
                add(choices, word, length);
        }
}

static void add_readings(struct choices *choices)
{
    choices->list = true;
    for (unsigned i = 0; i < FAMILIES; i++)
        add_readings_of(choices, family_info((enum family)i));
}

static void add_codes(struct choices *choices)
{
    char code[EXPLAIN_INDEX_WORD];
    for (unsigned i = 0; explain_index_nth(i, code); i++)
        add(choices, code, (int)strlen(code));
}

/* The words that are written as they are: the part before what is optional or
 * stands for something else, which is in capitals. "tcp:PORT" begins "tcp:". */
static int literal_length(const char *word, int length)
{
    int literal = 0;
    while (literal < length && word[literal] != '[' && word[literal] != '<' &&
           !isupper((unsigned char)word[literal]))
        literal++;
    return literal;
}

static bool is_word(const char *word, int length, const char *wanted)
{
    return (int)strlen(wanted) == length && strncmp(word, wanted, length) == 0;
}

static bool names_file(const char *word, int length)
{
    static const char *const names[] = {"FILE", "ELF", "IMAGE", "JSON",
                                        "REPORT"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (is_word(word, length, names[i]))
            return true;
    return false;
}

/* ALL: the words come from the table's .words, where capitals are no names. */
static void add_alternative(struct choices *choices, const char *word,
                            int length, bool all)
{
    int literal = all ? length : literal_length(word, length);
    if (names_file(word, length))
        choices->files = true;
    else if (is_word(word, length, "PART"))
        add_parts(choices);
    else if (is_word(word, length, "VERSION"))
        add_roms(choices);
    else if (is_word(word, length, "READING"))
        add_readings(choices);
    else if (literal &&
             (all || literal == length || strchr("[:=", word[literal]) ||
              strchr(":=", word[literal - 1])))
        add(choices, word, literal);
}

static void add_alternatives(struct choices *choices, const char *text,
                             bool all)
{
    while (*text) {
        int length = (int)strcspn(text, "|");
        add_alternative(choices, text, length, all);
        text += length + (text[length] == '|');
    }
}

void choices_of_option(const struct option_row *row, struct choices *choices)
{
    *choices = (struct choices){0};
    add_alternatives(choices, row->words ? row->words : row->argument,
                     row->words);
}

/* PORT is where a part is: a device file, or a word of `boot0 flash`. */
static void of_operand(const char *name, int length, struct choices *choices)
{
    *choices = (struct choices){0};
    if (is_word(name, length, "CODE"))
        add_codes(choices);
    else if (is_word(name, length, "PORT")) {
        add_alternatives(choices, "usb|tcp:|rfc2217:", true);
        choices->files = true;
    } else
        choices->files = names_file(name, length);
}

/* Steps over "[OPTION...]", "[--head invalid|keep]" and "-o OUT"; false: TEXT
 * begins with something else. */
static bool skip_option(const char **text)
{
    if (strncmp(*text, "[OPTION", 7) == 0 || strncmp(*text, "[-", 2) == 0)
        *text += strcspn(*text, "]") + 1;
    else if (**text == '-') {
        *text += strcspn(*text, " \n") + 1;
        *text += strcspn(*text, " \n");
    } else
        return false;
    return true;
}

/* The first line of the usage, behind "boot0 NAME", has the operands. */
unsigned choices_of_operands(const struct subcommand_info *info,
                             struct choices operands[OPERANDS], bool *repeated)
{
    unsigned count = 0;
    const char *text = info->usage + strlen("boot0 ") + strlen(info->name);
    *repeated = false;
    while (*text && *text != '\n' && count < OPERANDS) {
        text += strspn(text, " ");
        if (skip_option(&text))
            continue;
        text += strspn(text, "[");
        int length = 0;
        while (isupper((unsigned char)text[length]))
            length++;
        if (length)
            of_operand(text, length, &operands[count++]);
        text += length;
        *repeated = *repeated || strncmp(text, "...", 3) == 0;
        text += strcspn(text, " \n");
    }
    return count;
}

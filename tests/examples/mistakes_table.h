/* SPDX-License-Identifier: MIT
 *
 * The rows of examples/mistakes/table.txt: the programs, and what `boot0 check`
 * reports on each.
 */
#ifndef TESTS_EXAMPLES_MISTAKES_TABLE_H
#define TESTS_EXAMPLES_MISTAKES_TABLE_H

#include <stdbool.h>

#include "tests/tools/command.h"

enum {
    MISTAKE_ROWS = 256,
    MISTAKE_CODES = 4,
    MISTAKE_CODE = 8,
    MISTAKE_LINE = 256,
    MISTAKE_IMAGE = 128
};

struct codes {
    unsigned count;
    char list[MISTAKE_CODES][MISTAKE_CODE];
};

/* "bounced E1 [D5] (D3)"; "-" is not looked at. */
struct wanted_result {
    bool any;
    char verdict[16];
    struct codes causes, warnings, perhaps;
};

struct mistake {
    char name[64], options[128];
    struct wanted_result old_rom, new_rom; /* V4.0, V11.1; V4.1, V11.2 */
    bool open;
};

struct mistakes {
    unsigned count;
    struct mistake rows[MISTAKE_ROWS];
};

static inline bool codes_have(const struct codes *codes, const char *code)
{
    for (unsigned i = 0; i < codes->count; i++)
        if (strcmp(codes->list[i], code) == 0)
            return true;
    return false;
}

static inline void codes_add(struct codes *codes, const char *code)
{
    assert_true(codes->count < MISTAKE_CODES);
    assert_true(strlen(code) < MISTAKE_CODE);
    snprintf(codes->list[codes->count++], MISTAKE_CODE, "%s", code);
}

static inline void mistakes_parse_result(char *text,
                                         struct wanted_result *wanted)
{
    char *rest = NULL, *word = strtok_r(text, " ", &rest);

    assert_non_null(word);
    wanted->any = strcmp(word, "-") == 0;
    snprintf(wanted->verdict, sizeof wanted->verdict, "%s", word);
    while ((word = strtok_r(NULL, " ", &rest))) {
        size_t length = strlen(word);
        struct codes *codes = *word == '['   ? &wanted->warnings
                              : *word == '(' ? &wanted->perhaps
                                             : &wanted->causes;
        if (codes != &wanted->causes) {
            word[length - 1] = 0;
            word++;
        }
        codes_add(codes, word);
    }
}

/* Fills IMAGE with the name of ROW's image: that of f4/NAME is mistake-f4-NAME.
 */
static inline void mistake_image(const struct mistake *row, const char *folder,
                                 char image[MISTAKE_IMAGE])
{
    int length = snprintf(image, MISTAKE_IMAGE, "%s/mistake-", folder);
    snprintf(image + length, MISTAKE_IMAGE - (size_t)length, "%s.elf",
             row->name);
    char *slash = strchr(image + length, '/');
    if (slash)
        *slash = '-';
}

static inline char *mistakes_field(char **line)
{
    char *field = strsep(line, "|");
    if (!field)
        fail_msg("table.txt: a row has too few fields");
    field += strspn(field, " ");
    field[strcspn(field, "\n")] = 0;
    for (size_t end = strlen(field); end && field[end - 1] == ' ';)
        field[--end] = 0;
    return field;
}

static inline void mistakes_parse_row(char *line, struct mistake *row)
{
    snprintf(row->name, sizeof row->name, "%s", mistakes_field(&line));
    mistakes_parse_result(mistakes_field(&line), &row->old_rom);
    mistakes_parse_result(mistakes_field(&line), &row->new_rom);
    snprintf(row->options, sizeof row->options, "%s", mistakes_field(&line));
    row->open = line && strcmp(mistakes_field(&line), "open") == 0;
}

static inline void mistakes_read(struct mistakes *mistakes)
{
    char line[MISTAKE_LINE];
    FILE *file = fopen(BOOT0_SOURCE_DIR "/examples/mistakes/table.txt", "r");

    assert_non_null(file);
    memset(mistakes, 0, sizeof *mistakes);
    while (fgets(line, sizeof line, file)) {
        if (*line == '#' || *line == '\n')
            continue;
        assert_true(mistakes->count < MISTAKE_ROWS);
        mistakes_parse_row(line, &mistakes->rows[mistakes->count++]);
    }
    fclose(file);
    assert_true(mistakes->count > 0);
}

#endif

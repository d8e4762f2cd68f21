/* SPDX-License-Identifier: MIT */
#include "bench/part_table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* part_table_data.S */
extern const char part_table_tsv[], part_table_tsv_end[];

/* --- reading --- */

/* The first hexadecimal number of a field, 0 if it begins with none. */
static uint32_t number_of(const char *text)
{
    return strncmp(text, "0x", 2) == 0 ? (uint32_t)strtoul(text, NULL, 16) : 0;
}

/* The number behind a name of a register: "SYSCFG_CFGR1 0x40010000 ...". */
static uint32_t register_of(const char *text)
{
    const char *number = strstr(text, " 0x");
    return strncmp(text, "none", 4) == 0 || !number ? 0 : number_of(number + 1);
}

static unsigned bit_of(const char *text)
{
    const char *bit = strstr(text, " bit");
    return bit ? (unsigned)strtoul(bit + 4, NULL, 10) : 0;
}

/* "20K" alone: a RAM that is one piece, so that its end is known. */
static uint32_t ram_end(const struct part_row *row)
{
    char *end;
    unsigned long kilobytes = strtoul(row->field[PART_RAM_SIZE], &end, 10);
    if (!kilobytes || strcmp(end, "K") != 0)
        return 0;
    return number_of(row->field[PART_RAM_BASE]) + (uint32_t)kilobytes * 1024;
}

static void read_numbers(struct part_row *row)
{
    row->dev_id = number_of(row->field[PART_DEV_ID]);
    row->rom_base = number_of(row->field[PART_ROM_BASE]);
    row->rom_end = number_of(row->field[PART_ROM_END]);
    row->rom_id = number_of(row->field[PART_ROM_ID]);
    row->remap = register_of(row->field[PART_REMAP]);
    row->remap_clock = register_of(row->field[PART_SYSCFG]);
    row->remap_clock_bit = bit_of(row->field[PART_SYSCFG]);
    row->ram_end = ram_end(row);
}

/* Cuts the line at *TEXT into fields; *TEXT is then behind it. */
static void cut(char **text, const char *field[PART_FIELDS])
{
    char *at = *text;
    for (unsigned i = 0; i < PART_FIELDS; i++) {
        size_t length = strcspn(at, i + 1 < PART_FIELDS ? "\t\n" : "\n");
        field[i] = at;
        at += length + 1;
        at[-1] = 0;
    }
    *text = at;
}

bool part_table_open(struct part_table *table)
{
    size_t size = (size_t)(part_table_tsv_end - part_table_tsv), lines = 0;
    for (size_t i = 0; i < size; i++)
        lines += part_table_tsv[i] == '\n';
    *table = (struct part_table){
        .text = malloc(size + 1),
        .rows = calloc(lines, sizeof *table->rows),
        .count = lines - 1,
    };
    if (!table->text || !table->rows) {
        part_table_close(table);
        return false;
    }
    memcpy(table->text, part_table_tsv, size);
    table->text[size] = 0;
    char *at = table->text;
    cut(&at, table->names);
    for (size_t i = 0; i < table->count; i++) {
        cut(&at, table->rows[i].field);
        read_numbers(&table->rows[i]);
    }
    return true;
}

void part_table_close(struct part_table *table)
{
    free(table->text);
    free(table->rows);
    *table = (struct part_table){0};
}

/* --- part numbers --- */

/* NAME without what stands before the number on a board or a part. */
static const char *bare(const char *name)
{
    static const char *const before[] = {"nucleo-", "stm32"};
    for (unsigned i = 0; i < sizeof before / sizeof *before; i++)
        if (strncasecmp(name, before[i], strlen(before[i])) == 0)
            name += strlen(before[i]);
    return name;
}

/* True: NAME begins like the number at PATTERN, which ends at a blank; a short
 * NAME is the beginning of one. Behind a whole number stands a letter: that of
 * the pins, or of the package. */
static bool number_fits(const char *pattern, const char *name)
{
    for (; *pattern && *pattern != ' ' && *name; pattern++, name++)
        if (*pattern == '?' ? !isalpha((unsigned char)*name)
                            : toupper((unsigned char)*name) != *pattern)
            return false;
    return !isdigit((unsigned char)*name) || !isdigit((unsigned char)name[-1]);
}

bool part_row_is(const struct part_row *row, const char *name)
{
    const char *number = row->field[PART_NUMBERS];
    name = bare(name);
    for (; *name && number; number = strchr(number, ' ')) {
        number += *number == ' ';
        if (number_fits(number, name))
            return true;
    }
    return false;
}

void part_table_nearest(const struct part_table *table, const char *name,
                        char hint[NEAREST_HINT])
{
    char known[PART_NUMBER], best[PART_NUMBER] = "";
    struct nearest nearest = nearest_to(bare(name));
    nearest.distance += nearest.distance == 1;
    for (size_t i = 0; i < table->count; i++) {
        const char *number = table->rows[i].field[PART_NUMBERS];
        for (; number; number = strchr(number, ' ')) {
            number += *number == ' ';
            snprintf(known, sizeof known, "%.*s", (int)strcspn(number, " ?"),
                     number);
            nearest_offer(&nearest, known);
            if (nearest.best == known)
                nearest.best = memcpy(best, known, sizeof best);
        }
    }
    nearest_hint(&nearest, "", hint);
}

/* --- filters --- */

/* The table's versions are "V4.0=0x40,V4.1=0x41": TEXT is one of them, and not
 * the beginning of V4.10. */
static bool version_matches(const struct part_row *row, const char *text)
{
    const char *at = row->field[PART_ROM_VERSIONS];
    size_t length = strlen(text);
    for (; *at; at++)
        if (strncasecmp(at, text, length) == 0 &&
            !isdigit((unsigned char)at[length]))
            return true;
    return false;
}

static bool is_version(const char *text)
{
    return tolower((unsigned char)text[0]) == 'v' &&
           isdigit((unsigned char)text[1]);
}

static bool contains(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (; *text; text++)
        if (strncasecmp(text, word, length) == 0)
            return true;
    return false;
}

static bool word_matches(const struct part_row *row, const char *word)
{
    for (unsigned i = 0; i < PART_FIELDS; i++)
        if (contains(row->field[i], word))
            return true;
    return false;
}

/* 0: TEXT is no hexadecimal number. */
static uint32_t whole_number(const char *text)
{
    char *end;
    if (strncasecmp(text, "0x", 2) != 0)
        return 0;
    unsigned long number = strtoul(text, &end, 16);
    return *end ? 0 : (uint32_t)number;
}

bool part_row_matches(const struct part_row *row, enum part_filter kind,
                      const char *filter)
{
    uint32_t number = whole_number(filter);
    switch (kind) {
    case PART_FILTER_NONE: return false;
    case PART_FILTER_NUMBER: return part_row_is(row, filter);
    case PART_FILTER_ID: return number && number == row->dev_id;
    case PART_FILTER_ADDRESS:
        return number && row->rom_base && number >= row->rom_base &&
               number <= row->rom_end;
    case PART_FILTER_VERSION:
        return is_version(filter) && version_matches(row, filter);
    case PART_FILTER_WORD: return word_matches(row, filter);
    }
    return false;
}

enum part_filter part_table_filter(const struct part_table *table,
                                   const char *filter)
{
    for (unsigned kind = PART_FILTER_NUMBER; kind <= PART_FILTER_WORD; kind++)
        for (size_t i = 0; i < table->count; i++)
            if (part_row_matches(&table->rows[i], (enum part_filter)kind,
                                 filter))
                return (enum part_filter)kind;
    return PART_FILTER_NONE;
}

bool part_row_says(const struct part_row *row, enum part_field field,
                   const char *text)
{
    return strncmp(row->field[field], text, strlen(text)) == 0;
}

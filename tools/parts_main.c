/* SPDX-License-Identifier: MIT
 *
 * `boot0 parts`: the lines of the table of STM32 parts that a filter matches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/part_table.h"
#include "tools/die.h"
#include "tools/report/json.h"
#include "tools/report/wrap.h"
#include "tools/subcommands.h"

enum {
    FEW = 3, /* lines that are printed in full */
    LABEL_COLUMNS = 18,
    FIELD_SIZE = 1024,
    VERSIONS_SIZE = 128
};

/* What is selected from the table. */
struct selection {
    struct part_table table;
    const char *filter; /* NULL = all */
    enum part_filter kind;
    size_t count;
};

static bool selected(const struct selection *selection, size_t i)
{
    return !selection->filter ||
           part_row_matches(&selection->table.rows[i], selection->kind,
                            selection->filter);
}

/* --- in full --- */

/* Blanks behind commas, so that a long list can be broken into lines. */
static const char *spaced(const char *field, char text[FIELD_SIZE])
{
    size_t used = 0;
    for (; *field && used + 2 < FIELD_SIZE; field++) {
        text[used++] = *field;
        if (*field == ',' && field[1] != ' ')
            text[used++] = ' ';
    }
    text[used] = 0;
    return text;
}

static void print_field(const char *label, const char *field)
{
    char text[FIELD_SIZE];
    printf("  %-*s", LABEL_COLUMNS, label);
    wrap_print(stdout, LABEL_COLUMNS + 2, LABEL_COLUMNS + 2,
               spaced(field, text));
}

static void print_memory(const char *label, const struct part_row *row,
                         enum part_field size, enum part_field base,
                         const char *page)
{
    char text[FIELD_SIZE];
    snprintf(text, sizeof text, "%s at %s%s%s", row->field[size],
             row->field[base], page ? ", pages or sectors of " : "",
             page ? page : "");
    print_field(label, text);
}

static void print_rom(const struct part_row *row)
{
    char text[FIELD_SIZE];
    snprintf(text, sizeof text, "%s to %s", row->field[PART_ROM_BASE],
             row->field[PART_ROM_END]);
    print_field("ROM", text);
    print_field("its id byte", row->field[PART_ROM_ID]);
    print_field("its versions", row->field[PART_ROM_VERSIONS]);
    print_field("RAM it uses, to", row->field[PART_ROM_RAM]);
    print_field("interfaces", row->field[PART_INTERFACES]);
}

static void print_full(const struct part_row *row)
{
    puts(row->field[PART_LINES]);
    print_field("device id", row->field[PART_DEV_ID]);
    print_field("core", row->field[PART_CORE]);
    print_memory("flash", row, PART_FLASH_MAX, PART_FLASH_BASE,
                 row->field[PART_PAGE]);
    print_memory("RAM", row, PART_RAM_SIZE, PART_RAM_BASE, NULL);
    print_rom(row);
    print_field("bank check", row->field[PART_BOUNCE]);
    print_field("empty check", row->field[PART_EMPTY]);
    print_field("boots the ROM", row->field[PART_BOOT]);
    print_field("VTOR", row->field[PART_VTOR]);
    print_field("remap", row->field[PART_REMAP]);
    print_field("its clock", row->field[PART_SYSCFG]);
    print_field("notes", row->field[PART_NOTES]);
    print_field("sources", row->field[PART_SOURCES]);
}

/* --- a line each --- */

/* "V4.0,V4.1" of "V4.0=0x40,V4.1=0x41 (rev Z)". */
static void short_versions(const struct part_row *row, char *text)
{
    static const char chapter[] = "chapter ";
    const char *at = row->field[PART_ROM_VERSIONS];
    size_t used = 0;
    if (part_row_says(row, PART_ROM_VERSIONS, chapter))
        at += strlen(chapter);
    while (*at && *at != ';' && used + 1 < VERSIONS_SIZE) {
        if (*at == '=' || *at == ' ')
            at += strcspn(at, *at == '=' ? ", ;" : ",;");
        else
            text[used++] = *at++;
    }
    text[used] = 0;
}

/* What stands between a plain jump and the ROM. */
static const char *obstacle(const struct part_row *row)
{
    if (part_row_says(row, PART_BOUNCE, "yes"))
        return "bank check";
    if (part_row_says(row, PART_EMPTY, "yes(jump)"))
        return "empty check";
    return part_row_says(row, PART_BOUNCE, "?") ? "?" : "";
}

/* Prints TEXT, its beginning if it is too long, in a column. */
static void print_cut(const char *text, int columns)
{
    int length = (int)strlen(text);
    if (length > columns)
        printf("%.*s.. ", columns - 2, text);
    else
        printf("%-*s ", columns, text);
}

static void print_short(const struct part_row *row)
{
    char versions[VERSIONS_SIZE];
    const char *name = row->field[PART_LINES];
    short_versions(row, versions);
    print_cut(name + (strncmp(name, "STM32", 5) == 0 ? 5 : 0), 34);
    printf("%.*s ", (int)strcspn(row->field[PART_DEV_ID], " "),
           row->field[PART_DEV_ID]);
    printf("%-10.10s ", row->field[PART_ROM_BASE]);
    print_cut(versions, 14);
    puts(obstacle(row));
}

static void print_table(const struct selection *selection)
{
    printf("%-34s %-5s %-10s %-14s %s\n", "line (STM32...)", "id", "ROM at",
           "ROM versions", "obstacle");
    for (size_t i = 0; i < selection->table.count; i++)
        if (selected(selection, i))
            print_short(&selection->table.rows[i]);
}

static void print_text(const struct selection *selection, bool full)
{
    full = full || selection->count <= FEW;
    if (!full)
        print_table(selection);
    for (size_t i = 0; full && i < selection->table.count; i++)
        if (selected(selection, i)) {
            print_full(&selection->table.rows[i]);
            putchar('\n');
        }
    printf("%s%zu of %zu lines. ?: in no source; ~: from memory, not looked "
           "up.\n",
           full ? "" : "\n", selection->count, selection->table.count);
    if (!full)
        puts("bank check: the ROM starts an application that it finds in a "
             "bank. empty\n"
             "check: it stays only if the first word of flash is erased. "
             "--verbose prints\n"
             "every column of a line, with its sources; a narrower FILTER "
             "does, too.");
}

/* --- JSON --- */

/* "F030?4 F030?6" as a list. */
static void add_numbers(cJSON *object, const char *numbers)
{
    char number[PART_NUMBER];
    cJSON *list = json_must(cJSON_AddArrayToObject(object, "numbers"));
    for (; *numbers; numbers += strspn(numbers, " ")) {
        int length = (int)strcspn(numbers, " ");
        snprintf(number, sizeof number, "%.*s", length, numbers);
        cJSON_AddItemToArray(list, json_must(cJSON_CreateString(number)));
        numbers += length;
    }
}

static void add_value(cJSON *object, const char *name, uint32_t value)
{
    json_must(value ? cJSON_AddNumberToObject(object, name, value)
                    : cJSON_AddNullToObject(object, name));
}

static cJSON *row_json(const struct part_table *table,
                       const struct part_row *row)
{
    cJSON *object = json_must(cJSON_CreateObject());
    for (unsigned i = 0; i < PART_FIELDS; i++)
        if (i == PART_NUMBERS)
            add_numbers(object, row->field[i]);
        else
            json_must(cJSON_AddStringToObject(object, table->names[i],
                                              row->field[i]));
    cJSON *values = json_must(cJSON_AddObjectToObject(object, "values"));
    add_value(values, "dev_id", row->dev_id);
    add_value(values, "rom_base", row->rom_base);
    add_value(values, "rom_end", row->rom_end);
    add_value(values, "rom_version_addr", row->rom_id);
    add_value(values, "remap_register", row->remap);
    add_value(values, "rcc_syscfg_enable", row->remap_clock);
    return object;
}

static void print_json(const struct selection *selection)
{
    cJSON *root = json_must(cJSON_CreateObject());
    json_must(selection->filter
                  ? cJSON_AddStringToObject(root, "filter", selection->filter)
                  : cJSON_AddNullToObject(root, "filter"));
    cJSON *list = json_must(cJSON_AddArrayToObject(root, "lines"));
    for (size_t i = 0; i < selection->table.count; i++)
        if (selected(selection, i))
            cJSON_AddItemToArray(
                list, row_json(&selection->table, &selection->table.rows[i]));
    json_print(root, stdout);
    cJSON_Delete(root);
}

/* --- the subcommand --- */

static void no_match(const struct selection *selection)
{
    char hint[NEAREST_HINT];
    part_table_nearest(&selection->table, selection->filter, hint);
    complain("parts: no line of the table matches '%s'%s; FILTER is a part "
             "number (L073, stm32f407vg), a device id (0x447), an address in "
             "the ROM, a version of it (V4.1) or a word",
             path_tail(selection->filter), hint);
}

int parts_main(const struct options *options)
{
    struct selection selection = {.filter = options->image};
    if (!part_table_open(&selection.table))
        die("out of memory");
    if (selection.filter)
        selection.kind = part_table_filter(&selection.table, selection.filter);
    for (size_t i = 0; i < selection.table.count; i++)
        selection.count += selected(&selection, i);
    if (options->format == FORMAT_JSON)
        print_json(&selection);
    else if (selection.count)
        print_text(&selection, options->verbose);
    if (!selection.count)
        no_match(&selection);
    part_table_close(&selection.table);
    return selection.count ? 0 : EXIT_FAILED;
}

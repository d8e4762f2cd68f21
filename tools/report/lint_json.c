/* SPDX-License-Identifier: MIT
 *
 * docs/lint.schema.json.
 */
#include <string.h>

#include "tools/printable.h"
#include "tools/report/json.h"
#include "tools/report/lint_report.h"

enum { PATH_SIZE = 1024 };

static void add_text(cJSON *object, const char *name, const char *text)
{
    char copy[PATH_SIZE];
    if (!text) {
        json_must(cJSON_AddNullToObject(object, name));
        return;
    }
    snprintf(copy, sizeof copy, "%s", text);
    json_must(cJSON_AddStringToObject(object, name, printable(copy)));
}

static void add_address(cJSON *object, const char *name, uint32_t address)
{
    char text[16];
    snprintf(text, sizeof text, "0x%08X", (unsigned)address);
    json_must(cJSON_AddStringToObject(object, name, text));
}

static cJSON *place(const struct lint *lint, const struct source *source,
                    uint32_t address)
{
    char where[LINT_WHERE];
    struct source_place found;
    cJSON *object = json_must(cJSON_CreateObject());
    lint_where(lint->image, NULL, address, where);
    add_address(object, "address", address);
    add_text(object, "where", where);
    if (source && source_find(source, address, &found)) {
        add_text(object, "file", found.file);
        json_must(cJSON_AddNumberToObject(object, "line", found.line));
    }
    return object;
}

static void add_lines(cJSON *object, const struct lint *lint,
                      const struct lint_entry *entry)
{
    cJSON *list = json_must(cJSON_AddArrayToObject(object, "lines"));
    for (size_t i = 0; i < lint->table->count; i++)
        if (lint_line_has(&lint->table->rows[i], entry))
            cJSON_AddItemToArray(list,
                                 json_must(cJSON_CreateString(
                                     lint->table->rows[i].field[PART_LINES])));
    if (lint->part)
        json_must(cJSON_AddBoolToObject(object, "fits", entry->fits));
    else
        json_must(cJSON_AddNullToObject(object, "fits"));
}

static void add_msp(cJSON *object, const struct lint_entry *entry)
{
    static const char *const kinds[] = {"unknown", "constant", "unknown",
                                        "word", "unknown"};
    if (!entry->msp_set) {
        json_must(cJSON_AddNullToObject(object, "msp"));
        return;
    }
    cJSON *msp = json_must(cJSON_AddObjectToObject(object, "msp"));
    add_text(msp, "is", kinds[entry->msp.kind]);
    add_address(msp, "number", entry->msp.number);
    add_address(msp, "at", entry->msp_at);
}

static void add_places(cJSON *object, const char *name, const struct lint *lint,
                       const struct source *source, const uint32_t *at,
                       unsigned count)
{
    cJSON *list = json_must(cJSON_AddArrayToObject(object, name));
    for (unsigned i = 0; i < count; i++)
        cJSON_AddItemToArray(list, place(lint, source, at[i]));
}

static void add_entries(cJSON *root, const struct lint *lint,
                        const struct source *source)
{
    cJSON *list = json_must(cJSON_AddArrayToObject(root, "entries"));
    for (unsigned i = 0; i < lint->entry_count; i++) {
        const struct lint_entry *entry = &lint->entries[i];
        cJSON *object = json_must(cJSON_CreateObject());
        add_address(object, "address", entry->address);
        add_text(object, "how",
                 entry->how == LINT_VECTOR ? "vector" : "direct");
        add_lines(object, lint, entry);
        add_msp(object, entry);
        cJSON_AddItemToObject(object, "at", place(lint, source, entry->at));
        cJSON_AddItemToArray(list, object);
    }
}

static void add_findings(cJSON *root, const struct lint *lint,
                         const struct source *source)
{
    cJSON *list = json_must(cJSON_AddArrayToObject(root, "findings"));
    for (unsigned i = 0; i < lint->finding_count; i++) {
        const struct lint_finding *finding = &lint->findings[i];
        cJSON *object = json_must(cJSON_CreateObject());
        add_text(object, "code", finding->code);
        add_text(object, "level",
                 finding->level == LINT_MISTAKE ? "mistake" : "note");
        add_text(object, "certainty", finding->certain ? "certain" : "likely");
        add_text(object, "title", finding->title);
        add_text(object, "saw", finding->text);
        add_text(object, "remedy", finding->remedy);
        add_places(object, "at", lint, source, finding->at, finding->at_count);
        cJSON_AddItemToArray(list, object);
    }
}

static void add_image(cJSON *root, const struct lint *lint)
{
    static const char *const kinds[] = {"bin", "hex", "elf"};
    add_text(root, "firmware", lint->image->path);
    add_text(root, "kind", kinds[lint->image->kind]);
    add_text(root, "part", lint->part);
    json_must(cJSON_AddBoolToObject(root, "thumb2", lint->code.thumb2));
    cJSON *vectors = json_must(cJSON_AddObjectToObject(root, "vectors"));
    add_address(vectors, "at", lint->code.vectors);
    add_address(vectors, "sp", lint->code.sp);
    add_address(vectors, "reset", lint->code.reset);
    json_must(lint->head_known
                  ? cJSON_AddBoolToObject(root, "head_valid", lint->head_valid)
                  : cJSON_AddNullToObject(root, "head_valid"));
    add_text(root, "library",
             !lint->library         ? "none"
             : lint->library_in_use ? "in use"
                                    : "linked");
}

void lint_json(const struct lint *lint, const struct source *source, FILE *out)
{
    cJSON *root = json_must(cJSON_CreateObject());
    add_image(root, lint);
    add_entries(root, lint, source);
    add_places(root, "unknown", lint, source, lint->unknown,
               lint->unknown_count);
    add_findings(root, lint, source);
    json_must(cJSON_AddNumberToObject(root, "mistakes", lint->mistakes));
    json_print(root, out);
    cJSON_Delete(root);
}

/* SPDX-License-Identifier: MIT
 *
 * `boot0 merge`: joins the JSON of the shards of one `check`. The result has
 * the same bytes as the JSON of the whole check.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/file.h"
#include "bench/scenario.h"
#include "tools/die.h"
#include "tools/subcommands.h"

/* A scenario of one of the files. */
struct item {
    struct scenario scenario;
    cJSON *json;
};

struct items {
    struct item *list;
    unsigned count;
};

/* What the files have in common. */
struct merged {
    const char *path; /* of the first file */
    cJSON *first;
    struct items scenarios, apart;
    double passed, failed;
};

static bool wrong(const char *path, const char *what)
{
    complain("merge: %s: %s; it is the output of boot0 check --json or "
             "--format json",
             path_tail(path), what);
    return false;
}

static bool add_item(const char *path, struct items *items, cJSON *json)
{
    const char *id =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "id"));
    char error[IMAGE_ERROR_SIZE];
    struct item item = {.json = json};

    if (!id)
        return wrong(path, "a scenario without an id");
    if (!scenario_parse(id, &item.scenario, error, sizeof error))
        return wrong(path, error);
    items->list =
        xrealloc(items->list, (items->count + 1) * sizeof *items->list);
    items->list[items->count++] = item;
    return true;
}

static bool add_list(const char *path, struct items *items, cJSON *root,
                     const char *name)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(root, name);
    if (!cJSON_IsArray(list))
        return wrong(path, "no list of scenarios");
    while (list->child)
        if (!add_item(path, items, cJSON_DetachItemFromArray(list, 0)))
            return false;
    return true;
}

static bool same_text(const cJSON *a, const cJSON *b, const char *name)
{
    const char *one =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(a, name));
    const char *other =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(b, name));
    return one && other && strcmp(one, other) == 0;
}

static bool add_count(const char *path, const cJSON *root, const char *name,
                      double *sum)
{
    const cJSON *count = cJSON_GetObjectItemCaseSensitive(root, name);
    if (!cJSON_IsNumber(count))
        return wrong(path, "no count of scenarios");
    *sum += count->valuedouble;
    return true;
}

/* Takes the scenarios out of ROOT. */
static bool add_root(struct merged *merged, const char *path, cJSON *root)
{
    if (!same_text(root, root, "firmware") || !same_text(root, root, "part"))
        return wrong(path, "no firmware or no part");
    if (merged->first && (!same_text(root, merged->first, "firmware") ||
                          !same_text(root, merged->first, "part"))) {
        complain("merge: %s and %s are of different firmware or parts; "
                 "shards of one check belong together",
                 path_tail(merged->path), path_tail(path));
        return false;
    }
    return add_list(path, &merged->scenarios, root, "scenarios") &&
           add_list(path, &merged->apart, root, "apart") &&
           add_count(path, root, "passed", &merged->passed) &&
           add_count(path, root, "failed", &merged->failed);
}

static bool add_file(struct merged *merged, const char *path)
{
    char error[IMAGE_ERROR_SIZE];
    uint8_t *bytes;
    size_t size;

    if (!file_read(path, &bytes, &size, error, sizeof error)) {
        complain("merge: %s", error);
        return false;
    }
    cJSON *root = cJSON_ParseWithLength((const char *)bytes, size);
    free(bytes);
    if (!root)
        return wrong(path, "no JSON");
    bool added = add_root(merged, path, root);
    if (merged->first) {
        cJSON_Delete(root);
    } else {
        merged->first = root;
        merged->path = path;
    }
    return added;
}

static int by_scenario(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    return scenario_compare(&left->scenario, &right->scenario);
}

/* Moves the items, in their order, to the list of the first file. */
static void put_list(struct merged *merged, struct items *items,
                     const char *name)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(merged->first, name);
    if (items->count)
        qsort(items->list, items->count, sizeof *items->list, by_scenario);
    for (unsigned i = 0; i < items->count; i++) {
        cJSON_AddItemToArray(list, items->list[i].json);
        items->list[i].json = NULL;
    }
}

/* Two files of one shard would count its scenarios twice. */
static bool all_different(const struct items *items)
{
    for (unsigned i = 1; i < items->count; i++) {
        char id[SCENARIO_ID];
        if (by_scenario(&items->list[i - 1], &items->list[i]))
            continue;
        scenario_format(&items->list[i].scenario, id);
        complain("merge: %s is in two of the files; each shard is merged once",
                 id);
        return false;
    }
    return true;
}

static bool print_merged(struct merged *merged)
{
    put_list(merged, &merged->scenarios, "scenarios");
    put_list(merged, &merged->apart, "apart");
    if (!all_different(&merged->scenarios) || !all_different(&merged->apart))
        return false;
    cJSON_SetNumberValue(
        cJSON_GetObjectItemCaseSensitive(merged->first, "passed"),
        merged->passed);
    cJSON_SetNumberValue(
        cJSON_GetObjectItemCaseSensitive(merged->first, "failed"),
        merged->failed);
    char *text = cJSON_Print(merged->first);
    if (!text)
        die("out of memory while writing JSON");
    puts(text);
    cJSON_free(text);
    return true;
}

static void free_items(struct items *items)
{
    for (unsigned i = 0; i < items->count; i++)
        cJSON_Delete(items->list[i].json);
    free(items->list);
}

int merge_main(const struct options *options)
{
    struct merged merged = {0};
    bool read = true;

    for (unsigned i = 0; read && i < options->operand_count; i++)
        read = add_file(&merged, options->operands[i]);
    int status = read && print_merged(&merged)
                     ? (merged.failed > 0 ? EXIT_FAILED : 0)
                     : EXIT_USAGE;
    free_items(&merged.scenarios);
    free_items(&merged.apart);
    cJSON_Delete(merged.first);
    return status;
}

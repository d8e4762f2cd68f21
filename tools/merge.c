/* SPDX-License-Identifier: MIT
 *
 * `boot0 merge`: joins the JSON of the shards of one `check`. The result has
 * the same bytes as the JSON of the whole check.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/file.h"
#include "bench/scenario.h"
#include "tools/die.h"
#include "tools/report/json.h"
#include "tools/shard.h"
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

/* The counts of the cuts, where they were tried. */
static const char *const cuts_names[] = {"tried", "states", "failed"};
enum { CUTS_COUNTS = sizeof cuts_names / sizeof *cuts_names };

/* What the files have in common. */
struct merged {
    const char *path; /* of the first file */
    struct shard shard;
    const char **parts; /* the file of each shard, NULL = none yet */
    cJSON *first;
    struct items scenarios, apart;
    double passed, failed;
    double cuts[CUTS_COUNTS];
};

static bool wrong(const char *path, const char *what)
{
    complain("merge: %s: %s; it is the output of boot0 check --json or "
             "--format json",
             path_tail(path), what);
    return false;
}

static bool add_item(const char *path, struct items *items, cJSON *json,
                     enum family family)
{
    const char *id =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "id"));
    char error[IMAGE_ERROR_SIZE];
    struct item item = {.json = json};

    if (!id)
        return wrong(path, "a scenario without an id");
    if (!scenario_parse(family, id, &item.scenario, error, sizeof error))
        return wrong(path, error);
    items->list =
        xrealloc(items->list, (items->count + 1) * sizeof *items->list);
    items->list[items->count++] = item;
    return true;
}

/* The ids in a file are of the part's ROMs. */
static enum family family_of_file(const cJSON *root)
{
    const char *name =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(root, "part"));
    struct part part;
    return name && part_find(name, &part) ? part.family : (enum family)0;
}

static bool add_list(const char *path, struct items *items, cJSON *root,
                     const char *name)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(root, name);
    if (!cJSON_IsArray(list))
        return wrong(path, "no list of scenarios");
    enum family family = family_of_file(root);
    while (list->child)
        if (!add_item(path, items, cJSON_DetachItemFromArray(list, 0), family))
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

static bool add_cuts(const char *path, const cJSON *root, double *sums)
{
    const cJSON *cuts = cJSON_GetObjectItemCaseSensitive(root, "cuts");
    for (unsigned i = 0; cuts && i < CUTS_COUNTS; i++)
        if (!add_count(path, cuts, cuts_names[i], &sums[i]))
            return false;
    return true;
}

/* --- shards --- */

/* True: ROOT holds a shard, or a whole check. */
static bool read_shard(const char *path, const cJSON *root, struct shard *shard)
{
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(root, "shard");
    *shard = (struct shard){0};
    return !text ||
           (cJSON_IsString(text) && shard_parse(text->valuestring, shard)) ||
           wrong(path, "a shard that is not I/N");
}

enum { SHARD_WORDS = SHARD_TEXT + 16 };

static void shard_words(struct shard shard, char text[SHARD_WORDS])
{
    char name[SHARD_TEXT];
    shard_format(shard, name);
    snprintf(text, SHARD_WORDS, "%s%s",
             shard.count ? "shard " : "a whole check", shard.count ? name : "");
}

/* True: the file is a part of the same check as the first one. */
static bool same_count(const struct merged *merged, const char *path,
                       struct shard shard)
{
    char one[SHARD_WORDS], other[SHARD_WORDS];
    if (shard.count == merged->shard.count)
        return true;
    shard_words(merged->shard, one);
    shard_words(shard, other);
    complain("merge: %s is %s and %s is %s; shards of one check belong "
             "together",
             path_tail(merged->path), one, path_tail(path), other);
    return false;
}

static bool add_shard(struct merged *merged, const char *path,
                      const cJSON *root)
{
    struct shard shard;
    char name[SHARD_TEXT];
    if (!read_shard(path, root, &shard))
        return false;
    if (!merged->first) {
        merged->shard = shard;
        merged->parts = xcalloc(shard.count + 1, sizeof *merged->parts);
    } else if (!same_count(merged, path, shard)) {
        return false;
    }
    if (shard.count && merged->parts[shard.index]) {
        shard_format(shard, name);
        complain("merge: %s and %s are both shard %s; each shard is merged "
                 "once",
                 path_tail(merged->parts[shard.index]), path_tail(path), name);
        return false;
    }
    merged->parts[shard.index] = path;
    return true;
}

/* Without one of its shards a check could pass that fails. */
static bool all_there(const struct merged *merged)
{
    struct shard missing = {.count = merged->shard.count};
    unsigned more = 0;
    char name[SHARD_TEXT], others[32] = "";
    for (unsigned i = 0; i < merged->shard.count; i++)
        if (!merged->parts[i] && !more++)
            missing.index = i;
    if (!more)
        return true;
    shard_format(missing, name);
    if (more > 1)
        snprintf(others, sizeof others, ", and %u more", more - 1);
    complain("merge: shard %s is missing%s; all shards of a check are merged "
             "at once",
             name, others);
    return false;
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
    return add_shard(merged, path, root) &&
           add_list(path, &merged->scenarios, root, "scenarios") &&
           add_list(path, &merged->apart, root, "apart") &&
           add_count(path, root, "passed", &merged->passed) &&
           add_count(path, root, "failed", &merged->failed) &&
           add_cuts(path, root, merged->cuts);
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

/* A shard without a board on the way to the ROM has none. */
static void put_cuts(struct merged *merged)
{
    cJSON *cuts = cJSON_GetObjectItemCaseSensitive(merged->first, "cuts");
    if (!merged->cuts[0])
        return;
    if (!cuts)
        cuts = cJSON_AddObjectToObject(merged->first, "cuts");
    for (unsigned i = 0; i < CUTS_COUNTS; i++) {
        cJSON_DeleteItemFromObjectCaseSensitive(cuts, cuts_names[i]);
        cJSON_AddNumberToObject(cuts, cuts_names[i], merged->cuts[i]);
    }
}

static bool print_merged(struct merged *merged)
{
    put_list(merged, &merged->scenarios, "scenarios");
    put_list(merged, &merged->apart, "apart");
    cJSON_DeleteItemFromObjectCaseSensitive(merged->first, "shard");
    if (!all_different(&merged->scenarios) || !all_different(&merged->apart))
        return false;
    cJSON_SetNumberValue(
        cJSON_GetObjectItemCaseSensitive(merged->first, "passed"),
        merged->passed);
    cJSON_SetNumberValue(
        cJSON_GetObjectItemCaseSensitive(merged->first, "failed"),
        merged->failed);
    put_cuts(merged);
    json_print(merged->first, stdout);
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
    int status = read && all_there(&merged) && print_merged(&merged)
                     ? (merged.failed > 0 ? EXIT_FAILED : 0)
                     : EXIT_USAGE;
    free_items(&merged.scenarios);
    free_items(&merged.apart);
    free(merged.parts);
    cJSON_Delete(merged.first);
    return status;
}

/* SPDX-License-Identifier: MIT */
#include "tools/report/report.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#include "tools/die.h"

static cJSON *must(cJSON *item)
{
    if (!item)
        die("out of memory while writing JSON");
    return item;
}

static void add_text(cJSON *object, const char *name, const char *text)
{
    must(cJSON_AddStringToObject(object, name, text));
}

static void add_findings(cJSON *object, const char *name,
                         const struct finding *findings, unsigned count)
{
    cJSON *list = must(cJSON_AddArrayToObject(object, name));
    for (unsigned i = 0; i < count; i++) {
        cJSON *item = must(cJSON_CreateObject());
        add_text(item, "code", findings[i].code);
        add_text(item, "text", findings[i].text);
        add_text(item, "remedy", findings[i].remedy);
        add_text(item, "where", findings[i].where);
        if (findings[i].file) {
            add_text(item, "file", findings[i].file);
            must(cJSON_AddNumberToObject(item, "line", findings[i].line));
        }
        if (findings[i].source)
            add_text(item, "source", findings[i].source);
        cJSON_AddItemToArray(list, item);
    }
}

/* Only where cuts were tried. */
static void add_cuts(cJSON *object, const struct cut_totals *cuts)
{
    if (!cuts->cuts)
        return;
    cJSON *item = must(cJSON_AddObjectToObject(object, "cuts"));
    must(cJSON_AddNumberToObject(item, "tried", (double)cuts->cuts));
    must(cJSON_AddNumberToObject(item, "states", (double)cuts->states));
    must(cJSON_AddNumberToObject(item, "failed", (double)cuts->failed));
}

static cJSON *scenario(const struct result *result)
{
    char id[SCENARIO_ID], rom[SCENARIO_ROM];
    cJSON *object = must(cJSON_CreateObject());

    scenario_format(&result->scenario, id);
    scenario_format_rom(&result->scenario, rom);
    add_text(object, "id", id);
    must(cJSON_AddNumberToObject(object, "count", result->count));
    add_text(object, "rom", rom);
    add_text(object, "verdict", verdict_name(result->verdict));
    add_text(object, "wanted", verdict_name(result->wanted));
    must(cJSON_AddBoolToObject(object, "pass", result->pass));
    add_text(object, "outcome", result->outcome);
    must(cJSON_AddNumberToObject(object, "cycles", (double)result->cycles));
    add_cuts(object, &result->cuts);
    add_findings(object, "causes", result->causes, result->cause_count);
    add_findings(object, "warnings", result->warnings, result->warning_count);
    return object;
}

/* A list of the scenarios that test the image, or of the others. */
static void add_scenarios(cJSON *root, const char *name,
                          const struct report *report, bool tested)
{
    cJSON *list = must(cJSON_AddArrayToObject(root, name));
    for (unsigned i = 0; i < report->count; i++)
        if (report->results[i].tested == tested)
            cJSON_AddItemToArray(list, scenario(&report->results[i]));
}

/* `boot0 merge` counts the parts by it. */
static void add_shard(cJSON *root, struct shard shard)
{
    char text[SHARD_TEXT];
    if (!shard.count)
        return;
    shard_format(shard, text);
    add_text(root, "shard", text);
}

void report_json(const struct report *report, FILE *out)
{
    cJSON *root = must(cJSON_CreateObject());

    add_text(root, "firmware", report->firmware);
    add_text(root, "part", report->options->part.name);
    add_shard(root, report->options->shard);
    add_scenarios(root, "scenarios", report, true);
    add_scenarios(root, "apart", report, false);
    must(cJSON_AddNumberToObject(root, "passed", report->summary.passed));
    must(cJSON_AddNumberToObject(root, "failed", report->summary.failed));
    add_cuts(root, &report->summary.cuts);

    char *text = cJSON_Print(root);
    if (!text)
        die("out of memory while writing JSON");
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    cJSON_Delete(root);
}

/* SPDX-License-Identifier: MIT */
#include "tools/report/report.h"

#include <stdlib.h>

#include "tools/report/json.h"

static void add_text(cJSON *object, const char *name, const char *text)
{
    json_must(cJSON_AddStringToObject(object, name, text));
}

static void add_findings(cJSON *object, const char *name,
                         const struct finding *findings, unsigned count)
{
    cJSON *list = json_must(cJSON_AddArrayToObject(object, name));
    for (unsigned i = 0; i < count; i++) {
        cJSON *item = json_must(cJSON_CreateObject());
        add_text(item, "code", findings[i].code);
        add_text(item, "text", findings[i].text);
        add_text(item, "remedy", findings[i].remedy);
        add_text(item, "where", findings[i].where);
        if (findings[i].file) {
            add_text(item, "file", findings[i].file);
            json_must(cJSON_AddNumberToObject(item, "line", findings[i].line));
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
    cJSON *item = json_must(cJSON_AddObjectToObject(object, "cuts"));
    json_must(cJSON_AddNumberToObject(item, "tried", (double)cuts->cuts));
    json_must(cJSON_AddNumberToObject(item, "states", (double)cuts->states));
    json_must(cJSON_AddNumberToObject(item, "failed", (double)cuts->failed));
}

static cJSON *scenario(const struct result *result)
{
    char id[SCENARIO_ID], rom[SCENARIO_ROM];
    cJSON *object = json_must(cJSON_CreateObject());

    scenario_format(&result->scenario, id);
    scenario_format_rom(&result->scenario, rom);
    add_text(object, "id", id);
    json_must(cJSON_AddNumberToObject(object, "count", result->count));
    add_text(object, "rom", rom);
    add_text(object, "verdict", verdict_name(result->verdict));
    add_text(object, "wanted", verdict_name(result->wanted));
    json_must(cJSON_AddBoolToObject(object, "pass", result->pass));
    add_text(object, "outcome", result->outcome);
    json_must(
        cJSON_AddNumberToObject(object, "cycles", (double)result->cycles));
    add_cuts(object, &result->cuts);
    add_findings(object, "causes", result->causes, result->cause_count);
    add_findings(object, "warnings", result->warnings, result->warning_count);
    return object;
}

/* A list of the scenarios that test the image, or of the others. */
static void add_scenarios(cJSON *root, const char *name,
                          const struct report *report, bool tested)
{
    cJSON *list = json_must(cJSON_AddArrayToObject(root, name));
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
    cJSON *root = json_must(cJSON_CreateObject());

    add_text(root, "firmware", report->firmware);
    add_text(root, "part", report->options->part.name);
    add_shard(root, report->options->shard);
    add_scenarios(root, "scenarios", report, true);
    add_scenarios(root, "apart", report, false);
    json_must(cJSON_AddNumberToObject(root, "passed", report->summary.passed));
    json_must(cJSON_AddNumberToObject(root, "failed", report->summary.failed));
    add_cuts(root, &report->summary.cuts);

    json_print(root, out);
    cJSON_Delete(root);
}

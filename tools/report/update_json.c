/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "tools/report/json.h"
#include "tools/report/update_report.h"

static void add_text(cJSON *object, const char *name, const char *text)
{
    json_must(cJSON_AddStringToObject(object, name, text));
}

static void add_number(cJSON *object, const char *name, uint64_t number)
{
    json_must(cJSON_AddNumberToObject(object, name, (double)number));
}

static cJSON *end_of(const struct update_result *result, enum update_why why)
{
    const struct update_tally_row *row = &result->tally.rows[why];
    cJSON *object = json_must(cJSON_CreateObject());
    char id[UPDATE_ID];
    update_id_format(&result->scenario, result->policy, &row->first, id);
    add_text(object, "end", update_why_name(why));
    add_text(object, "verdict", update_verdict_name(update_verdict(why)));
    add_text(object, "text", update_why_words(why));
    add_number(object, "cuts", row->cuts);
    add_text(object, "first", id);
    return object;
}

static cJSON *update_of(const struct update_result *result)
{
    char id[UPDATE_ID], rom[SCENARIO_ROM];
    cJSON *object = json_must(cJSON_CreateObject());
    update_id_format(&result->scenario, result->policy, NULL, id);
    scenario_format_rom(&result->scenario, rom);
    add_text(object, "id", id);
    add_text(object, "rom", rom);
    add_text(object, "host", scenario_host_name(result->scenario.host));
    add_text(object, "policy", flash_policy_names[result->policy]);
    json_must(
        cJSON_AddBoolToObject(object, "pass", update_result_passes(result)));
    if (!result->done)
        add_text(object, "error", result->error);
    add_number(object, "operations", result->operations);
    add_number(object, "cuts", result->tally.cuts);
    add_number(object, "states", result->states);
    cJSON *ends = json_must(cJSON_AddArrayToObject(object, "ends"));
    for (unsigned i = 0; i < UPDATE_WHYS; i++)
        if (result->tally.rows[i].cuts)
            cJSON_AddItemToArray(ends, end_of(result, (enum update_why)i));
    return object;
}

void update_report_json(const struct update_report *report, FILE *out)
{
    unsigned passed = update_report_passed(report);
    cJSON *root = json_must(cJSON_CreateObject());
    add_text(root, "firmware", report->firmware);
    add_text(root, "part", report->options->part.name);
    json_must(cJSON_AddArrayToObject(root, "scenarios"));
    json_must(cJSON_AddArrayToObject(root, "apart"));
    add_text(root, "update", report->next);
    cJSON *updates = json_must(cJSON_AddArrayToObject(root, "updates"));
    for (unsigned i = 0; i < report->count; i++)
        cJSON_AddItemToArray(updates, update_of(&report->results[i]));
    add_number(root, "passed", passed);
    add_number(root, "failed", report->count - passed);
    json_print(root, out);
    cJSON_Delete(root);
}

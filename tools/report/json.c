/* SPDX-License-Identifier: MIT */
#include "tools/report/json.h"

#include "tools/die.h"

static const char no_memory[] = "out of memory while writing JSON";

cJSON *json_must(cJSON *item)
{
    if (!item)
        die("%s", no_memory);
    return item;
}

void json_print(const cJSON *root, FILE *out)
{
    char *text = cJSON_Print(root);
    if (!text)
        die("%s", no_memory);
    fprintf(out, "%s\n", text);
    cJSON_free(text);
}

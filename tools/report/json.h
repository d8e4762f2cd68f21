/* SPDX-License-Identifier: MIT
 *
 * JSON as boot0 writes it, with cJSON. Without memory the program ends.
 */
#ifndef TOOLS_REPORT_JSON_H
#define TOOLS_REPORT_JSON_H

#include <stdio.h>

#include <cjson/cJSON.h>

/* Returns ITEM, which cJSON has made unless there was no memory. */
cJSON *json_must(cJSON *item);

/* Writes ROOT and a newline to OUT. */
void json_print(const cJSON *root, FILE *out);

#endif

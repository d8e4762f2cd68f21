/* SPDX-License-Identifier: MIT */
#include "bench/update_id.h"

#include <stdio.h>
#include <string.h>

#include "bench/refuse.h"

#define POLICY "/policy="

void update_id_format(const struct scenario *scenario, enum flash_policy policy,
                      const struct scenario_cut *cut, char id[UPDATE_ID])
{
    struct scenario whole = *scenario;
    char text[SCENARIO_CUT_TEXT];
    whole.cuts[0].kind = CUT_NONE;
    scenario_format(&whole, id);
    size_t used = strlen(id);
    used += (size_t)snprintf(id + used, UPDATE_ID - used, POLICY "%s",
                             flash_policy_names[policy]);
    if (!cut)
        return;
    scenario_cut_format(cut, text);
    snprintf(id + used, UPDATE_ID - used, "/cut=%s", text);
}

static bool parse_policy(const char *text, size_t length,
                         enum flash_policy *policy)
{
    for (unsigned i = 0; i < FLASH_POLICIES; i++) {
        const char *name = flash_policy_names[i];
        if (strlen(name) == length && strncmp(name, text, length) == 0) {
            *policy = (enum flash_policy)i;
            return true;
        }
    }
    return false;
}

bool update_id_parse(enum family family, const char *id,
                     struct scenario *scenario, enum flash_policy *policy,
                     char *error, size_t error_size)
{
    const char *part = strstr(id, POLICY);
    char board[UPDATE_ID];
    if (!part)
        return refuse(error, error_size,
                      "an update's id has policy=address or "
                      "policy=first-last in it");
    const char *name = part + strlen(POLICY);
    size_t length = strcspn(name, "/");
    if (!parse_policy(name, length, policy))
        return refuse(error, error_size,
                      "policy '%.*s': it is address, first-last or last-first",
                      (int)length, name);
    snprintf(board, sizeof board, "%.*s%s", (int)(part - id), id,
             name + length);
    return scenario_parse(family, board, scenario, error, error_size);
}

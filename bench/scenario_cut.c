/* SPDX-License-Identifier: MIT */
#include "bench/scenario_cut.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TORN ":torn="

static const char *const names[CUT_KINDS] = {
    [CUT_NONE] = "none",
    [CUT_POWER] = "power",
    [CUT_DIP] = "dip",
    [CUT_PIN] = "pin",
};

const char *scenario_cut_name(enum cut_kind kind)
{
    return names[kind];
}

enum reset_kind scenario_cut_reset(enum cut_kind kind)
{
    static const enum reset_kind resets[CUT_KINDS] = {
        [CUT_NONE] = RESET_NONE,
        [CUT_POWER] = RESET_POWER,
        [CUT_DIP] = RESET_DIP,
        [CUT_PIN] = RESET_PIN,
    };
    return resets[kind];
}

void scenario_cut_format(const struct scenario_cut *cut,
                         char text[SCENARIO_CUT_TEXT])
{
    int length = snprintf(text, SCENARIO_CUT_TEXT, "%s@%" PRIu64,
                          names[cut->kind], cut->cycle);
    if (cut->tears)
        snprintf(text + length, SCENARIO_CUT_TEXT - (size_t)length, TORN "%u",
                 cut->torn);
}

/* Parses digits up to MAX; moves *TEXT behind them. */
static bool parse_number(const char **text, uint64_t max, uint64_t *value)
{
    char *end;
    if (**text < '0' || **text > '9' || strspn(*text, "0123456789") > 19)
        return false;
    *value = strtoull(*text, &end, 10);
    *text = end;
    return *value <= max;
}

static bool parse_kind(const char **text, enum cut_kind *kind)
{
    for (unsigned i = CUT_POWER; i < CUT_KINDS; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(*text, names[i], length) != 0 || (*text)[length] != '@')
            continue;
        *text += length + 1;
        *kind = (enum cut_kind)i;
        return true;
    }
    return false;
}

bool scenario_cut_parse(const char *text, struct scenario_cut *cut)
{
    struct scenario_cut found = {0};
    uint64_t torn = 0;
    if (!parse_kind(&text, &found.kind) ||
        !parse_number(&text, INT64_MAX, &found.cycle))
        return false;
    found.tears = strncmp(text, TORN, strlen(TORN)) == 0;
    if (found.tears) {
        text += strlen(TORN);
        if (!parse_number(&text, UINT8_MAX, &torn))
            return false;
    }
    found.torn = (uint8_t)torn;
    *cut = found;
    return !*text;
}

int scenario_cut_compare(const struct scenario_cut *a,
                         const struct scenario_cut *b)
{
    const uint64_t pairs[][2] = {{a->cycle, b->cycle},
                                 {a->kind, b->kind},
                                 {a->tears, b->tears},
                                 {a->torn, b->torn}};
    int order = 0;
    for (unsigned i = 0; !order && i < sizeof pairs / sizeof *pairs; i++)
        order = (pairs[i][0] > pairs[i][1]) - (pairs[i][0] < pairs[i][1]);
    return order;
}

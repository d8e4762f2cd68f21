/* SPDX-License-Identifier: MIT */
#include "tools/report/result_group.h"

#include <stdio.h>
#include <string.h>

#include "tools/die.h"

bool result_same_finding(const struct finding *a, const struct finding *b)
{
    return strcmp(a->code, b->code) == 0 && strcmp(a->where, b->where) == 0;
}

static bool same_causes(const struct result *a, const struct result *b)
{
    if (a->cause_count != b->cause_count)
        return false;
    for (unsigned i = 0; i < a->cause_count; i++)
        if (!result_same_finding(&a->causes[i], &b->causes[i]))
            return false;
    return true;
}

static bool ended_alike(const struct result *a, const struct result *b)
{
    return a->verdict == b->verdict && a->wanted == b->wanted &&
           a->pass == b->pass && strcmp(a->outcome, b->outcome) == 0 &&
           same_causes(a, b);
}

static unsigned off_default(const struct result *result)
{
    unsigned count = 0;
    for (unsigned i = 0; i < READINGS; i++)
        count += result->scenario.readings.value[i] != 0;
    return count;
}

/* Returns the values of a reading that the result stands for. */
static uint8_t seen(const struct result *result, unsigned reading)
{
    if (result->scenario.asked & 1u << reading)
        return (uint8_t)(1u << result->scenario.readings.value[reading]);
    return (uint8_t)((1u << reading_value_count((enum reading)reading)) - 1);
}

static void add(struct result_group *group, const struct result *result)
{
    if (!group->shown || off_default(result) < off_default(group->shown))
        group->shown = result;
    group->count += result->count;
    group->results++;
    for (unsigned i = 0; i < READINGS; i++)
        group->seen[i] |= seen(result, i);
}

static struct result_group *find(struct result_groups *groups,
                                 const struct result *result)
{
    for (unsigned i = 0; i < groups->count; i++) {
        const struct result *shown = groups->list[i].shown;
        if (scenario_related(&shown->scenario, &result->scenario) &&
            ended_alike(shown, result))
            return &groups->list[i];
    }
    groups->list =
        xrealloc(groups->list, (groups->count + 1) * sizeof *groups->list);
    groups->list[groups->count] = (struct result_group){0};
    return &groups->list[groups->count++];
}

void result_groups_add(struct result_groups *groups,
                       const struct result *result)
{
    add(find(groups, result), result);
}

struct result_group result_group_tried(const struct result_group *group,
                                       const struct result *results,
                                       unsigned count)
{
    struct result_group tried = {0};
    for (unsigned i = 0; i < count; i++)
        if (scenario_related(&group->shown->scenario, &results[i].scenario))
            add(&tried, &results[i]);
    return tried;
}

/* "ram=own|keep" at the end of TEXT. */
static void append(char text[RESULT_GROUP_TEXT], unsigned reading,
                   unsigned values)
{
    const struct reading_info *info = &reading_table[reading];
    size_t used = strlen(text);
    const char *between = "=";

    used += (size_t)snprintf(text + used, RESULT_GROUP_TEXT - used, "%s%s",
                             used ? "," : "", info->name);
    for (unsigned i = 0; i < READING_VALUES; i++) {
        if (!(values & 1u << i))
            continue;
        used += (size_t)snprintf(text + used, RESULT_GROUP_TEXT - used, "%s%s",
                                 between, info->values[i]);
        between = "|";
    }
}

void result_group_common(const struct result_group *group,
                         const struct result_group *tried,
                         char text[RESULT_GROUP_TEXT])
{
    text[0] = 0;
    for (unsigned i = 0; i < READINGS; i++)
        if (group->seen[i] != tried->seen[i])
            append(text, i, group->seen[i]);
}

/* SPDX-License-Identifier: MIT */
#include "bench/readings_set.h"

#include <fnmatch.h>
#include <string.h>

struct readings_set readings_set_all(enum rom_version version)
{
    unsigned applies = readings_mask(version);
    struct readings_set set;
    for (unsigned i = 0; i < READINGS; i++) {
        unsigned count =
            applies & 1u << i ? reading_value_count((enum reading)i) : 1;
        set.values[i] = (uint8_t)((1u << count) - 1);
    }
    return set;
}

void readings_set_keep(struct readings_set *set, unsigned given,
                       struct readings wanted)
{
    for (unsigned i = 0; i < READINGS; i++)
        if (given & 1u << i && set->values[i] & 1u << wanted.value[i])
            set->values[i] = (uint8_t)(1u << wanted.value[i]);
}

/* Returns the values of a reading that match. */
static unsigned matching(const struct reading_info *info, const char *pattern)
{
    unsigned values = 0;
    for (unsigned i = 0; i < READING_VALUES && info->values[i]; i++)
        if (fnmatch(pattern, info->values[i], 0) == 0)
            values |= 1u << i;
    return values;
}

bool readings_set_match(struct readings_set *set, const char *pattern)
{
    const char *equals = strchr(pattern, '=');
    for (unsigned i = 0; equals && i < READINGS; i++) {
        const struct reading_info *info = &reading_table[i];
        size_t length = strlen(info->name);
        if (length != (size_t)(equals - pattern) ||
            memcmp(info->name, pattern, length))
            continue;
        unsigned kept = set->values[i] & matching(info, equals + 1);
        if (kept)
            set->values[i] = (uint8_t)kept;
        return kept;
    }
    return false;
}

unsigned readings_set_first(const struct readings_set *set,
                            enum reading reading)
{
    return (unsigned)__builtin_ctz(set->values[reading]);
}

unsigned readings_set_choice(const struct readings_set *set,
                             enum reading reading)
{
    return (unsigned)__builtin_popcount(set->values[reading]);
}

unsigned readings_set_count(const struct readings_set *set, unsigned mask)
{
    unsigned count = 1;
    for (unsigned i = 0; i < READINGS; i++)
        if (mask & 1u << i)
            count *= readings_set_choice(set, (enum reading)i);
    return count;
}

/* SPDX-License-Identifier: MIT */
#include "bench/readings_set.h"

#include <fnmatch.h>
#include <string.h>

struct readings_set readings_set_all(unsigned rom)
{
    uint32_t applies = readings_mask(rom);
    struct readings_set set = {.rom = rom};
    for (unsigned i = 0; i < READINGS_MAX; i++) {
        unsigned count =
            applies & 1u << i ? reading_value_count(reading_info(rom, i)) : 1;
        set.values[i] = (uint8_t)((1u << count) - 1);
    }
    return set;
}

void readings_set_keep(struct readings_set *set, uint32_t given,
                       struct readings wanted)
{
    for (unsigned i = 0; i < READINGS_MAX; i++)
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
    for (unsigned i = 0; equals && i < reading_count(set->rom); i++) {
        const struct reading_info *info = reading_info(set->rom, i);
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

unsigned readings_set_first(const struct readings_set *set, unsigned reading)
{
    return (unsigned)__builtin_ctz(set->values[reading]);
}

unsigned readings_set_choice(const struct readings_set *set, unsigned reading)
{
    return (unsigned)__builtin_popcount(set->values[reading]);
}

unsigned readings_set_count(const struct readings_set *set, uint32_t mask)
{
    unsigned count = 1;
    for (unsigned i = 0; i < READINGS_MAX; i++)
        if (mask & 1u << i)
            count *= readings_set_choice(set, i);
    return count;
}

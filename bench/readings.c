/* SPDX-License-Identifier: MIT */
#include "bench/readings.h"

#include <stdio.h>
#include <string.h>

#include "bench/family.h"
#include "bench/nearest.h"
#include "bench/refuse.h"

static const struct family_info *family(unsigned rom)
{
    return family_info(rom_family(rom));
}

const struct reading_info *reading_info(unsigned rom, unsigned reading)
{
    return &family(rom)->readings[reading];
}

unsigned reading_count(unsigned rom)
{
    return family(rom)->reading_count;
}

unsigned readings_confirmed(enum family family)
{
    const struct family_info *info = family_info(family);
    unsigned count = 0;
    for (unsigned i = 0; i < info->reading_count; i++)
        count += info->readings[i].confirmed;
    return count;
}

unsigned reading_value_count(const struct reading_info *info)
{
    unsigned count = 0;
    while (count < READING_VALUES && info->values[count])
        count++;
    return count;
}

unsigned reading_find(unsigned rom, const char *name)
{
    for (unsigned i = 0; i < reading_count(rom); i++)
        if (readings_mask(rom) >> i & 1 &&
            strcmp(reading_info(rom, i)->name, name) == 0)
            return i;
    return READINGS_MAX;
}

bool readings_say(unsigned rom, const struct readings *readings,
                  const char *name, const char *value)
{
    unsigned i = reading_find(rom, name);
    return i < READINGS_MAX &&
           strcmp(reading_info(rom, i)->values[readings->value[i]], value) == 0;
}

uint32_t readings_of_chip(unsigned rom)
{
    return (1u << reading_count(rom)) - (1u << family(rom)->choices);
}

uint32_t readings_mask(unsigned rom)
{
    const struct rom_info *info = rom_info(rom);
    return (info ? info->readings : 0) | readings_of_chip(rom);
}

/* True: the reading is one of the ROM's combinations. */
static bool combines(unsigned rom, unsigned reading)
{
    return (readings_mask(rom) & ~readings_of_chip(rom)) >> reading & 1;
}

unsigned readings_count(unsigned rom)
{
    unsigned count = 1;
    for (unsigned i = 0; i < reading_count(rom); i++)
        if (combines(rom, i))
            count *= reading_value_count(reading_info(rom, i));
    return count;
}

struct readings readings_nth(unsigned rom, unsigned index)
{
    struct readings readings = {{0}};
    for (unsigned i = reading_count(rom); i-- > 0;) {
        if (!combines(rom, i))
            continue;
        unsigned values = reading_value_count(reading_info(rom, i));
        readings.value[i] = (uint8_t)(index % values);
        index /= values;
    }
    return readings;
}

bool readings_agree(unsigned rom, struct readings readings, uint32_t given,
                    struct readings wanted)
{
    for (unsigned i = 0; i < reading_count(rom); i++)
        if (readings_mask(rom) & given & 1u << i &&
            readings.value[i] != wanted.value[i])
            return false;
    return true;
}

void readings_format_mask(unsigned rom, uint32_t mask, struct readings readings,
                          char text[READINGS_TEXT])
{
    size_t used = 0;
    text[0] = 0;
    for (unsigned i = 0; i < reading_count(rom); i++) {
        const struct reading_info *info = reading_info(rom, i);
        if (mask & 1u << i)
            used += (size_t)snprintf(text + used, READINGS_TEXT - used,
                                     "%s%s=%s", used ? "," : "", info->name,
                                     info->values[readings.value[i]]);
    }
}

void readings_format(unsigned rom, struct readings readings,
                     char text[READINGS_TEXT])
{
    uint32_t mask = readings_mask(rom), chip = readings_of_chip(rom);
    for (unsigned i = 0; i < reading_count(rom); i++)
        if (chip & 1u << i && !readings.value[i])
            mask &= ~(1u << i);
    readings_format_mask(rom, mask, readings, text);
}

static bool same(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && strncmp(text, name, length) == 0;
}

/* What is parsed, and where its errors go. */
struct parser {
    const struct family_info *family;
    char *error;
    size_t size;
};

/* Fills HINT with the nearest of the readings, or with CHOICE of its values. */
static void hint_near(const struct parser *parser, const char *text,
                      size_t length, const struct reading_info *choice,
                      char hint[NEAREST_HINT])
{
    char word[NEAREST_WORD];
    snprintf(word, sizeof word, "%.*s", (int)length, text);
    struct nearest nearest = nearest_to(word);
    for (unsigned i = 0; !choice && i < parser->family->reading_count; i++)
        nearest_offer(&nearest, parser->family->readings[i].name);
    for (unsigned i = 0; choice && i < READING_VALUES && choice->values[i]; i++)
        nearest_offer(&nearest, choice->values[i]);
    nearest_hint(&nearest, "", hint);
}

static bool unknown_name(const struct parser *parser, const char *text,
                         size_t length)
{
    char hint[NEAREST_HINT], names[READINGS_TEXT];
    size_t used = 0;
    hint_near(parser, text, length, NULL, hint);
    for (unsigned i = 0; i < parser->family->reading_count; i++)
        used +=
            (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                             i ? ", " : "", parser->family->readings[i].name);
    return refuse(parser->error, parser->size,
                  "unknown reading '%.*s'%s: the readings are %s, as in "
                  "--reading ram=all,go=left",
                  (int)length, text, hint, names);
}

static bool unknown_value(const struct parser *parser,
                          const struct reading_info *info, const char *text,
                          size_t length)
{
    const char *const *values = info->values;
    char hint[NEAREST_HINT];
    hint_near(parser, text, length, info, hint);
    return refuse(parser->error, parser->size,
                  "reading %s cannot be '%.*s'%s: it is %s%s%s%s%s%s%s",
                  info->name, (int)length, text, hint, values[0], ", ",
                  values[1], values[2] ? ", " : "", values[2] ? values[2] : "",
                  values[2] && values[3] ? ", " : "",
                  values[2] && values[3] ? values[3] : "");
}

/* Parses one "name=value" of LENGTH characters. */
static bool parse_one(const struct parser *parser, const char *text,
                      size_t length, struct readings *readings, uint32_t *given)
{
    const struct family_info *family = parser->family;
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    unsigned i = 0;
    while (i < family->reading_count &&
           !same(text, name_length, family->readings[i].name))
        i++;
    if (i == family->reading_count)
        return unknown_name(parser, text, name_length);
    const struct reading_info *info = &family->readings[i];
    if (*given & 1u << i)
        return refuse(parser->error, parser->size, "reading %s is given twice",
                      info->name);

    const char *value = equals ? equals + 1 : text + length;
    size_t value_length = (size_t)(text + length - value);
    for (unsigned v = 0; v < reading_value_count(info); v++)
        if (same(value, value_length, info->values[v])) {
            readings->value[i] = (uint8_t)v;
            *given |= 1u << i;
            return true;
        }
    return unknown_value(parser, info, value, value_length);
}

bool readings_parse(enum family family, const char *text,
                    struct readings *readings, uint32_t *given, char *error,
                    size_t error_size)
{
    const struct parser parser = {family_info(family), error, error_size};
    struct readings result = *readings;
    uint32_t mask = *given;
    for (;;) {
        size_t length = strcspn(text, ",");
        if (!parse_one(&parser, text, length, &result, &mask))
            return false;
        if (!text[length])
            break;
        text += length + 1;
    }
    *readings = result;
    *given = mask;
    return true;
}

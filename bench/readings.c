/* SPDX-License-Identifier: MIT */
#include "bench/readings.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bench/nearest.h"
#include "bench/refuse.h"

enum {
    BANK_CHECK = 1 << ROM_V4_1 | 1 << ROM_V11_2, /* ROMs that have one */
    USB = 1 << ROM_V4_0 | 1 << ROM_V4_1,         /* ROMs that serve it */
    EVERY_ROM = (1 << ROM_VERSIONS) - 1,
    THE_CHIP = EVERY_ROM | 1 << ROM_FILE /* whatever the ROM */
};

_Static_assert(READING_BOUNCE == CHOICE_BOUNCE &&
                   READING_STACK == CHOICE_STACK && READING_RAM == CHOICE_RAM &&
                   READING_SP == CHOICE_SP && READING_BFB2 == CHOICE_BFB2 &&
                   READING_PAST == CHOICE_PAST &&
                   READING_REMAP == CHOICE_REMAP &&
                   READING_FAULT == CHOICE_FAULT && READING_CSR == CHOICE_CSR &&
                   READING_GO == CHOICE_GO && READING_WRITE == CHOICE_WRITE &&
                   READING_RTC == CHOICE_RTC && READING_GATE == ROM_CHOICES,
               "a reading is the byte of that number");

const struct reading_info reading_table[READINGS] = {
    [READING_BOUNCE] =
        {.name = "bounce",
         .values = {"branch", "reset"},
         .roms = BANK_CHECK,
         .question = "does the ROM return to the bank by a branch or by a "
                     "system reset"},
    [READING_STACK] = {.name = "stack",
                       .values = {"exact", "off-by-8"},
                       .roms = BANK_CHECK,
                       .question =
                           "is MSP after a branch to the bank its word 0, or 8 "
                           "more"},
    [READING_RAM] = {.name = "ram",
                     .values = {"own", "keep", "all"},
                     .roms = EVERY_ROM,
                     .question =
                         "what RAM is wiped before the bank check: 0x20000000-"
                         "0x200014CF, only its own variables, all 20 KB"},
    [READING_SP] =
        {.name = "sp",
         .values = {"range", "mask", "below"},
         .roms = BANK_CHECK,
         .question = "a bank is valid when 0x20000000 < w <= 0x20005004, when "
                     "(w & 0x2FFE0000) == 0x20000000, or when 0x20000000 <= w "
                     "< 0x20005000"},
    [READING_BFB2] = {.name = "bfb2",
                      .values = {"ignored", "consulted"},
                      .roms = BANK_CHECK,
                      .question = "is the bank check made with BFB2=0, too, or "
                                  "only with BFB2=1"},
    [READING_PAST] = {.name = "past",
                      .values = {"needs-pass", "free"},
                      .roms = BANK_CHECK,
                      .question =
                          "does the entry past the check use data that a first "
                          "pass initialised"},
    [READING_REMAP] = {.name = "remap",
                       .values = {"caller", "self", "vtor"},
                       .roms = EVERY_ROM,
                       .question =
                           "who brings the ROM's vectors into use for its "
                           "interrupts: the caller by MEM_MODE, the ROM by "
                           "MEM_MODE, the ROM by VTOR"},
    [READING_FAULT] = {.name = "fault",
                       .values = {"reset", "hang"},
                       .roms = EVERY_ROM,
                       .question = "does the ROM's default handler reset the "
                                   "chip or hang"},
    [READING_CSR] = {.name = "csr",
                     .values = {"kept", "cleared"},
                     .roms = EVERY_ROM,
                     .question = "are the reset flags cleared by the ROM"},
    [READING_GO] = {.name = "go",
                    .values = {"left", "restored", "clocks", "checks-sp"},
                    .roms = EVERY_ROM,
                    .question =
                        "Go leaves everything as it is, puts it back, puts the "
                        "clocks back, or resets instead when word 0 is no "
                        "stack pointer"},
    [READING_WRITE] = {.name = "write",
                       .values = {"words", "half-page"},
                       .roms = EVERY_ROM,
                       .question =
                           "is a write to flash that is shorter than a half "
                           "page programmed as words or as a padded half page"},
    [READING_RTC] = {.name = "rtc",
                     .values = {"kept", "reset"},
                     .roms = USB,
                     .question =
                         "does the ROM reset the RTC domain, and with it the "
                         "backup registers, once a USB host has found it"},
    [READING_GATE] = {.name = "gate",
                      .values = {"strict", "open"},
                      .roms = THE_CHIP,
                      .question = "does SYSCFG take MEM_MODE while its clock "
                                  "is off"},
};

static const char *const versions[] = {
    [ROM_V4_0] = "v4.0",   [ROM_V4_1] = "v4.1", [ROM_V11_1] = "v11.1",
    [ROM_V11_2] = "v11.2", [ROM_FILE] = "file",
};

const char *rom_version_name(enum rom_version version)
{
    return versions[version];
}

bool rom_version_find(const char *name, enum rom_version *version)
{
    for (unsigned i = 0; i < ROM_VERSIONS; i++)
        if (strcasecmp(name, versions[i]) == 0) {
            *version = (enum rom_version)i;
            return true;
        }
    return false;
}

unsigned reading_value_count(enum reading reading)
{
    unsigned count = 0;
    while (count < READING_VALUES && reading_table[reading].values[count])
        count++;
    return count;
}

static bool applies(enum rom_version version, unsigned reading)
{
    return reading_table[reading].roms & 1u << version;
}

/* True: the reading is one of the ROM's combinations. */
static bool combines(enum rom_version version, unsigned reading)
{
    return reading != READING_GATE && applies(version, reading);
}

unsigned readings_mask(enum rom_version version)
{
    unsigned mask = 0;
    for (unsigned i = 0; i < READINGS; i++)
        if (applies(version, i))
            mask |= 1u << i;
    return mask;
}

unsigned readings_count(enum rom_version version)
{
    unsigned count = 1;
    for (unsigned i = 0; i < READINGS; i++)
        if (combines(version, i))
            count *= reading_value_count((enum reading)i);
    return count;
}

struct readings readings_nth(enum rom_version version, unsigned index)
{
    struct readings readings = {{0}};
    for (unsigned i = READINGS; i-- > 0;) {
        if (!combines(version, i))
            continue;
        unsigned values = reading_value_count((enum reading)i);
        readings.value[i] = (uint8_t)(index % values);
        index /= values;
    }
    return readings;
}

bool readings_agree(enum rom_version version, struct readings readings,
                    unsigned given, struct readings wanted)
{
    for (unsigned i = 0; i < READINGS; i++)
        if (applies(version, i) && given & 1u << i &&
            readings.value[i] != wanted.value[i])
            return false;
    return true;
}

void readings_format_mask(unsigned mask, struct readings readings,
                          char text[READINGS_TEXT])
{
    size_t used = 0;
    text[0] = 0;
    for (unsigned i = 0; i < READINGS; i++) {
        const struct reading_info *info = &reading_table[i];
        if (mask & 1u << i)
            used += (size_t)snprintf(text + used, READINGS_TEXT - used,
                                     "%s%s=%s", used ? "," : "", info->name,
                                     info->values[readings.value[i]]);
    }
}

void readings_format(enum rom_version version, struct readings readings,
                     char text[READINGS_TEXT])
{
    unsigned mask = readings_mask(version);
    if (readings.value[READING_GATE] == 0)
        mask &= ~(1u << READING_GATE);
    readings_format_mask(mask, readings, text);
}

static bool same(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && strncmp(text, name, length) == 0;
}

/* Fills HINT with the nearest of the readings, or with CHOICE of its values. */
static void hint_near(const char *text, size_t length,
                      const struct reading_info *choice,
                      char hint[NEAREST_HINT])
{
    char word[NEAREST_WORD];
    snprintf(word, sizeof word, "%.*s", (int)length, text);
    struct nearest nearest = nearest_to(word);
    for (unsigned i = 0; !choice && i < READINGS; i++)
        nearest_offer(&nearest, reading_table[i].name);
    for (unsigned i = 0; choice && i < READING_VALUES && choice->values[i]; i++)
        nearest_offer(&nearest, choice->values[i]);
    nearest_hint(&nearest, "", hint);
}

static bool unknown_name(const char *text, size_t length, char *error,
                         size_t size)
{
    char hint[NEAREST_HINT];
    hint_near(text, length, NULL, hint);
    return refuse(
        error, size,
        "unknown reading '%.*s'%s: the readings are bounce, stack, "
        "ram, sp, bfb2, past, remap, fault, csr, go, write, rtc, gate, as "
        "in --reading ram=all,go=left",
        (int)length, text, hint);
}

static bool unknown_value(const struct reading_info *info, const char *text,
                          size_t length, char *error, size_t size)
{
    const char *const *values = info->values;
    char hint[NEAREST_HINT];
    hint_near(text, length, info, hint);
    return refuse(error, size,
                  "reading %s cannot be '%.*s'%s: it is %s%s%s%s%s%s%s",
                  info->name, (int)length, text, hint, values[0], ", ",
                  values[1], values[2] ? ", " : "", values[2] ? values[2] : "",
                  values[2] && values[3] ? ", " : "",
                  values[2] && values[3] ? values[3] : "");
}

/* Parses one "name=value" of LENGTH characters. */
static bool parse_one(const char *text, size_t length,
                      struct readings *readings, unsigned *given, char *error,
                      size_t size)
{
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    unsigned i = 0;
    while (i < READINGS && !same(text, name_length, reading_table[i].name))
        i++;
    if (i == READINGS)
        return unknown_name(text, name_length, error, size);
    if (*given & 1u << i)
        return refuse(error, size, "reading %s is given twice",
                      reading_table[i].name);

    const struct reading_info *info = &reading_table[i];
    const char *value = equals ? equals + 1 : text + length;
    size_t value_length = (size_t)(text + length - value);
    for (unsigned v = 0; v < reading_value_count((enum reading)i); v++)
        if (same(value, value_length, info->values[v])) {
            readings->value[i] = (uint8_t)v;
            *given |= 1u << i;
            return true;
        }
    return unknown_value(info, value, value_length, error, size);
}

bool readings_parse(const char *text, struct readings *readings,
                    unsigned *given, char *error, size_t error_size)
{
    struct readings result = *readings;
    unsigned mask = *given;
    for (;;) {
        size_t length = strcspn(text, ",");
        if (!parse_one(text, length, &result, &mask, error, error_size))
            return false;
        if (!text[length])
            break;
        text += length + 1;
    }
    *readings = result;
    *given = mask;
    return true;
}

void readings_bytes(struct readings readings, uint8_t bytes[ROM_CHOICES])
{
    memcpy(bytes, readings.value, ROM_CHOICES);
}

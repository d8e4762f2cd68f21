/* SPDX-License-Identifier: MIT
 *
 * Runs `boot0 check` on a program of examples/mistakes and compares what it
 * says with the program's row of table.txt.
 */
#ifndef TESTS_EXAMPLES_MISTAKE_CHECK_H
#define TESTS_EXAMPLES_MISTAKE_CHECK_H

#include <cjson/cJSON.h>
#include <ctype.h>

#include "bench/family.h"
#include "bench/parts.h"
#include "tests/examples/mistakes_table.h"

enum { MISTAKE_SAID = 512, MISTAKE_READINGS = 256 };

static inline bool mistake_sets(const struct mistake *row, const char *reading)
{
    char key[32];
    snprintf(key, sizeof key, "%s=", reading);
    return strstr(row->options, key);
}

/* Returns the family of the part that ROW names: --part NAME; or the first. */
static inline const struct family_info *
mistake_family(const struct mistake *row)
{
    const char *option = strstr(row->options, "--part ");
    const struct board_info *board;
    char name[PARTS_NAME], error[512];
    struct part part;
    snprintf(name, sizeof name, "%s",
             option ? option + strlen("--part ") : PART_DEFAULT);
    name[strcspn(name, " ")] = 0;
    if (!parts_find(name, &part, &board, error, sizeof error))
        fail_msg("table.txt: %s", error);
    return family_info(part.family);
}

/* Formats the default of each reading that ROW does not set:
 * "bounce=branch,ram=own,...". */
static inline void mistake_readings(const struct mistake *row,
                                    char text[MISTAKE_READINGS])
{
    const struct family_info *family = mistake_family(row);
    size_t used = 0;
    for (unsigned i = 0; i < family->reading_count; i++) {
        const struct reading_info *reading = &family->readings[i];
        if (!mistake_sets(row, reading->name))
            used += (size_t)snprintf(text + used, MISTAKE_READINGS - used,
                                     "%s%s=%s", used ? "," : "", reading->name,
                                     reading->values[0]);
    }
    assert_true(used < MISTAKE_READINGS);
}

static inline const char *mistake_text(const cJSON *object, const char *name)
{
    const char *text =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text ? text : "";
}

/* A code of docs/mistakes, not a warning of check's own ("nonzero"). */
static inline bool mistake_is_code(const char *code)
{
    return isupper((unsigned char)code[0]) && isdigit((unsigned char)code[1]);
}

/* Of the STM32L0's ROMs only V4.x has USB, and the others have no such warning
 * for sure. */
static inline bool mistake_about_usb(const char *code)
{
    return strcmp(code, "C1") == 0 || strcmp(code, "C6") == 0 ||
           strcmp(code, "D3") == 0;
}

static inline const cJSON *mistake_list(const cJSON *scenario, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(scenario, name);
}

static inline bool mistake_same_causes(const cJSON *scenario,
                                       const struct wanted_result *wanted)
{
    const cJSON *causes = mistake_list(scenario, "causes"), *cause;
    if (cJSON_GetArraySize(causes) != (int)wanted->causes.count)
        return false;
    cJSON_ArrayForEach(cause, causes)
    {
        if (!codes_have(&wanted->causes, mistake_text(cause, "code")))
            return false;
    }
    return true;
}

/* Warnings beside those of the row, and those of the row that are missing. */
static inline bool mistake_same_warnings(const cJSON *scenario,
                                         const struct wanted_result *wanted,
                                         bool usb)
{
    const cJSON *warning;
    struct codes seen = {0};
    cJSON_ArrayForEach(warning, mistake_list(scenario, "warnings"))
    {
        const char *code = mistake_text(warning, "code");
        if (!mistake_is_code(code) || codes_have(&seen, code))
            continue;
        if (!codes_have(&wanted->warnings, code) &&
            !codes_have(&wanted->perhaps, code) &&
            (usb || !mistake_about_usb(code)))
            return false;
        codes_add(&seen, code);
    }
    for (unsigned i = 0; i < wanted->warnings.count; i++) {
        const char *code = wanted->warnings.list[i];
        if (!codes_have(&seen, code) && (usb || !mistake_about_usb(code)))
            return false;
    }
    return true;
}

static inline bool mistake_as_wanted(const struct mistake *row,
                                     const cJSON *scenario)
{
    const char *rom = mistake_text(scenario, "rom");
    bool old = strcmp(rom, "v4.0") == 0 || strcmp(rom, "v11.1") == 0;
    bool other = strstr(row->options, "--part ");
    bool exact = other || strncmp(rom, "v4.", 3) == 0;
    const struct wanted_result *wanted =
        old || other ? &row->old_rom : &row->new_rom;

    if (wanted->any)
        return true;
    return strcmp(mistake_text(scenario, "verdict"), wanted->verdict) == 0 &&
           mistake_same_causes(scenario, wanted) &&
           mistake_same_warnings(scenario, wanted, exact);
}

static inline void mistake_append(char said[MISTAKE_SAID], const char *before,
                                  const char *text, const char *behind)
{
    size_t used = strlen(said);
    snprintf(said + used, MISTAKE_SAID - used, "%s%s%s", before, text, behind);
}

/* Appends "v4.0: bounced E1 [D5]". */
static inline void mistake_tell(const cJSON *scenario, char said[MISTAKE_SAID])
{
    const cJSON *finding;
    mistake_append(said, *said ? "; " : "", mistake_text(scenario, "rom"),
                   ": ");
    mistake_append(said, "", mistake_text(scenario, "verdict"), "");
    cJSON_ArrayForEach(finding, mistake_list(scenario, "causes"))
    {
        mistake_append(said, " ", mistake_text(finding, "code"), "");
    }
    cJSON_ArrayForEach(finding, mistake_list(scenario, "warnings"))
    {
        mistake_append(said, " [", mistake_text(finding, "code"), "]");
    }
}

static inline const char *mistake_board(const struct mistake *row,
                                        const char *option, const char *value)
{
    return strstr(row->options, option) ? "" : value;
}

/* Runs check on IMAGE, a word of the shell. True: every scenario ended as ROW
 * says. SAID receives what differs. OUTPUT: OUTPUT_SIZE bytes. */
static inline bool mistake_check(const struct mistake *row, const char *image,
                                 char *output, char said[MISTAKE_SAID])
{
    char line[1024], readings[MISTAKE_READINGS];
    bool good = true;
    const cJSON *scenario;

    mistake_readings(row, readings);
    snprintf(line, sizeof line,
             "exec $BOOT0 check --format json --reading %s %s%s%s%s %s",
             readings, row->options, mistake_board(row, "--bfb2", " --bfb2 0"),
             mistake_board(row, "--bank2", " --bank2 blank"),
             mistake_board(row, "--rdp", " --rdp 0"), image);
    command(output, line);
    cJSON *root = cJSON_Parse(output);
    said[0] = 0;
    const cJSON *list = mistake_list(root, "scenarios");
    cJSON_ArrayForEach(scenario, list)
    {
        if (mistake_as_wanted(row, scenario))
            continue;
        mistake_tell(scenario, said);
        good = false;
    }
    if (cJSON_GetArraySize(list) == 0) {
        snprintf(said, MISTAKE_SAID, "%.*s", MISTAKE_SAID - 1, output);
        good = false;
    }
    cJSON_Delete(root);
    return good;
}

#endif

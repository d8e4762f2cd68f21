/* SPDX-License-Identifier: MIT */
#include "bench/scenario.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/refuse.h"

#define FILE_PREFIX "file:"
#define CUT_KEY     "cut="

enum { HASH_DIGITS = 8 };

uint32_t scenario_hash(const void *bytes, size_t size)
{
    const uint8_t *byte = bytes;
    uint32_t hash = 0x811C9DC5;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 0x01000193;
    return hash;
}

/* --- format --- */

static const char *const bank2_names[] = {
    [BANK2_BLANK] = "blank", [BANK2_APP] = "app",   [BANK2_NOISE] = "noise",
    [BANK2_COPY] = "copy",   [BANK2_FILE] = "file",
};

enum { BANK2_KINDS = sizeof bank2_names / sizeof *bank2_names };

const char *scenario_host_name(enum scenario_host host)
{
    return host == HOST_ON_USB ? "usb" : "usart";
}

const char *scenario_bank2_name(enum bank2_kind kind)
{
    return bank2_names[kind];
}

void scenario_format_rom(const struct scenario *scenario,
                         char text[SCENARIO_ROM])
{
    if (rom_is_file(scenario->rom))
        snprintf(text, SCENARIO_ROM, FILE_PREFIX "%08" PRIx32,
                 scenario->rom_hash);
    else
        snprintf(text, SCENARIO_ROM, "%s", rom_name(scenario->rom));
}

static void format_cuts(const struct scenario *scenario, char *text,
                        size_t size)
{
    char cut[SCENARIO_CUT_TEXT];
    for (unsigned i = 0; i < SCENARIO_CUTS && scenario->cuts[i].kind; i++) {
        scenario_cut_format(&scenario->cuts[i], cut);
        int length = snprintf(text, size, "/" CUT_KEY "%s", cut);
        text += length;
        size -= (size_t)length;
    }
}

void scenario_format(const struct scenario *scenario, char id[SCENARIO_ID])
{
    char rom[SCENARIO_ROM], hash[HASH_DIGITS + 2] = "";
    char readings[READINGS_TEXT];
    int length;

    scenario_format_rom(scenario, rom);
    readings_format_mask(scenario->rom, scenario->asked, scenario->readings,
                         readings);
    if (scenario->bank2 == BANK2_FILE)
        snprintf(hash, sizeof hash, ":%08" PRIx32, scenario->bank2_hash);
    length = snprintf(id, SCENARIO_ID, "%s%s%s/bfb2=%u/bank2=%s%s/rdp=%u%s%s%s",
                      rom, *readings ? "/" : "", readings, scenario->bfb2,
                      bank2_names[scenario->bank2], hash, scenario->rdp,
                      scenario->boot0 ? "/boot0=1" : "",
                      scenario->wdg_sw ? "" : "/wdg=0",
                      scenario->host == HOST_ON_USB ? "/host=usb" : "");
    format_cuts(scenario, id + length, SCENARIO_ID - (size_t)length);
}

/* --- compare --- */

static int by_number(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_board(const struct scenario *a, const struct scenario *b)
{
    const uint32_t pairs[][2] = {
        {a->rom, b->rom},
        {a->rom_hash, b->rom_hash},
        {a->host, b->host},
        {a->bfb2, b->bfb2},
        {a->bank2, b->bank2},
        {a->rdp, b->rdp},
        {a->bank2_hash, b->bank2_hash},
        {a->boot0, b->boot0},
        {b->wdg_sw, a->wdg_sw},
    };
    int order = 0;
    for (unsigned i = 0; !order && i < sizeof pairs / sizeof *pairs; i++)
        order = by_number(pairs[i][0], pairs[i][1]);
    return order;
}

bool scenario_related(const struct scenario *a, const struct scenario *b)
{
    return by_board(a, b) == 0;
}

int scenario_compare(const struct scenario *a, const struct scenario *b)
{
    int order = by_board(a, b);
    if (!order)
        order = memcmp(a->readings.value, b->readings.value,
                       sizeof a->readings.value);
    if (!order)
        order = by_number(a->asked, b->asked);
    for (unsigned i = 0; !order && i < SCENARIO_CUTS; i++)
        order = scenario_cut_compare(&a->cuts[i], &b->cuts[i]);
    return order;
}

/* --- parse --- */

enum part_of_id {
    PART_READINGS,
    PART_BFB2,
    PART_BANK2,
    PART_RDP,
    PART_BOOT0,
    PART_WDG,
    PART_HOST,
    PART_CUT,
    PARTS_OF_ID
};

static const char *const keys[PARTS_OF_ID] = {
    [PART_BFB2] = "bfb2=",   [PART_BANK2] = "bank2=", [PART_RDP] = "rdp=",
    [PART_BOOT0] = "boot0=", [PART_WDG] = "wdg=",     [PART_HOST] = "host=",
    [PART_CUT] = CUT_KEY,
};

static bool parse_hash(const char *text, uint32_t *hash)
{
    if (strlen(text) != HASH_DIGITS ||
        strspn(text, "0123456789abcdef") != HASH_DIGITS)
        return false;
    *hash = (uint32_t)strtoul(text, NULL, 16);
    return true;
}

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool parse_rom(enum family family, const char *text,
                      struct scenario *scenario)
{
    if (starts(text, FILE_PREFIX)) {
        scenario->rom = ROM_FILE_OF(family);
        return parse_hash(text + strlen(FILE_PREFIX), &scenario->rom_hash);
    }
    return rom_find(family, text, &scenario->rom);
}

/* Parses one digit up to MAX. */
static bool parse_digit(const char *text, unsigned max, unsigned *value)
{
    if (text[0] < '0' || (unsigned)(text[0] - '0') > max || text[1])
        return false;
    *value = (unsigned)(text[0] - '0');
    return true;
}

static bool parse_bank2(const char *text, struct scenario *scenario)
{
    if (starts(text, FILE_PREFIX)) {
        scenario->bank2 = BANK2_FILE;
        return parse_hash(text + strlen(FILE_PREFIX), &scenario->bank2_hash);
    }
    for (unsigned i = 0; i < BANK2_KINDS; i++) {
        if (i == BANK2_FILE || strcmp(text, bank2_names[i]))
            continue;
        scenario->bank2 = i;
        return true;
    }
    return false;
}

static bool parse_host(const char *text, struct scenario *scenario)
{
    for (unsigned i = 0; i < HOSTS; i++) {
        if (strcmp(text, scenario_host_name((enum scenario_host)i)) != 0)
            continue;
        scenario->host = (enum scenario_host)i;
        return true;
    }
    return false;
}

static bool parse_readings(const char *text, struct scenario *scenario,
                           char *error, size_t error_size)
{
    if (!readings_parse(rom_family(scenario->rom), text, &scenario->readings,
                        &scenario->asked, error, error_size))
        return false;
    if (scenario->asked & ~readings_mask(scenario->rom))
        return refuse(error, error_size,
                      "\"%s\" has a reading that does not apply to ROM %s",
                      text, rom_name(scenario->rom));
    return true;
}

/* The next cut of the scenario. */
static bool parse_cut(const char *text, struct scenario *scenario)
{
    unsigned i = 0;
    while (i < SCENARIO_CUTS && scenario->cuts[i].kind)
        i++;
    return i < SCENARIO_CUTS && scenario_cut_parse(text, &scenario->cuts[i]);
}

/* The option BFB2 and the reading `bfb2` have one name; an option's value is a
 * digit. */
static enum part_of_id find_key(const char *text)
{
    for (unsigned i = 0; i < PARTS_OF_ID; i++)
        if (keys[i] && starts(text, keys[i]) &&
            (i != PART_BFB2 || !isalpha((unsigned char)text[strlen(keys[i])])))
            return i;
    return PART_READINGS;
}

static bool parse_part(const char *text, struct scenario *scenario,
                       unsigned *seen, char *error, size_t error_size)
{
    enum part_of_id which = find_key(text);
    const char *value = keys[which] ? text + strlen(keys[which]) : text;
    bool ok = which == PART_CUT || !(*seen & 1u << which);

    *seen |= 1u << which;
    switch (which) {
    case PART_BFB2: ok = ok && parse_digit(value, 1, &scenario->bfb2); break;
    case PART_BANK2: ok = ok && parse_bank2(value, scenario); break;
    case PART_RDP: ok = ok && parse_digit(value, 2, &scenario->rdp); break;
    case PART_BOOT0: ok = ok && parse_digit(value, 1, &scenario->boot0); break;
    case PART_HOST: ok = ok && parse_host(value, scenario); break;
    case PART_WDG: ok = ok && parse_digit(value, 1, &scenario->wdg_sw); break;
    case PART_CUT: ok = parse_cut(value, scenario); break;
    default:
        if (ok)
            return parse_readings(text, scenario, error, error_size);
    }
    return ok || refuse(error, error_size, "\"%s\" is not understood", text);
}

bool scenario_parse(enum family family, const char *id,
                    struct scenario *scenario, char *error, size_t error_size)
{
    struct scenario found = {.wdg_sw = 1};
    char text[SCENARIO_ID], *rest = text;
    char roms[ROM_LIST];
    unsigned seen = 0;

    if (strlen(id) >= sizeof text)
        return refuse(error, error_size, "it is too long");
    strcpy(text, id);
    const char *rom = strsep(&rest, "/");
    rom_list(family, roms);
    if (!parse_rom(family, rom, &found))
        return refuse(error, error_size,
                      "\"%s\" is no ROM: %s or file:HASH was expected first",
                      rom, roms);
    while (rest)
        if (!parse_part(strsep(&rest, "/"), &found, &seen, error, error_size))
            return false;
    *scenario = found;
    return true;
}

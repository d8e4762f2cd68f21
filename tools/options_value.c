/* SPDX-License-Identifier: MIT */
#include "tools/options_value.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/flash_plan.h"
#include "bench/nearest.h"
#include "bench/parts.h"
#include "tools/die.h"
#include "tools/units.h"

enum { JOBS_MAX = 1024, PORT_MAX = 65535 };
#define UNTIL_MAX_US (UINT64_C(100000) * 1000000)

/* Finds TEXT in LIST (ends with NULL) and sets *value to its index. */
static bool choose(const char *option, const char *text,
                   const char *const *list, unsigned *value, char *error)
{
    char known[128] = "";
    for (unsigned i = 0; list[i]; i++) {
        if (strcmp(text, list[i]) == 0) {
            *value = i;
            return true;
        }
        strncat(known, i ? ", " : "", sizeof known - strlen(known) - 1);
        strncat(known, list[i], sizeof known - strlen(known) - 1);
    }
    struct nearest nearest = nearest_to(text);
    char hint[NEAREST_HINT];
    nearest_offer_all(&nearest, list);
    nearest_hint(&nearest, "", hint);
    return refuse(error, OPTION_ERROR_SIZE, "--%s '%s': it is one of %s%s",
                  option, path_tail(text), known, hint);
}

static bool number(const char *option, const char *text, unsigned low,
                   unsigned high, unsigned *value, char *error)
{
    size_t digits = strspn(text, "0123456789");
    unsigned long long n = digits && digits < 12 ? strtoull(text, NULL, 10)
                                                 : (unsigned long long)-1;
    if (text[digits] || n < low || n > high)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--%s '%s': it is a number from %u to %u", option,
                      path_tail(text), low, high);
    *value = (unsigned)n;
    return true;
}

bool option_part(struct options *options, const char *text, char *error)
{
    return parts_find(text, &options->part, &options->board, error,
                      OPTION_ERROR_SIZE);
}

bool option_line(struct options *options, const char *text, char *error)
{
    (void)error;
    options->line = text;
    return true;
}

bool option_base(struct options *options, const char *text, char *error)
{
    char *end;
    errno = 0;
    unsigned long base = strtoul(text, &end, 0);
    if (*end || end == text || errno || base > 0x3FFFFFFF || base % 4)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--base '%s': an address such as 0x08004000",
                      path_tail(text));
    options->base = (uint32_t)base;
    return true;
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

static bool unknown_rom(const struct part *part, const char *name, char *error)
{
    struct nearest nearest = nearest_to(name);
    char hint[NEAREST_HINT], roms[ROM_LIST];
    for (unsigned rom = ROM_OF(part->family, 0); rom_info(rom); rom++)
        nearest_offer(&nearest, rom_name(rom));
    nearest_hint(&nearest, "", hint);
    rom_list(part->family, roms);
    return refuse(error, OPTION_ERROR_SIZE,
                  "unknown ROM '%s'%s: it is %s or a file, and there is no "
                  "such file",
                  path_tail(name), hint, roms);
}

static bool load_rom(const struct part *part, struct rom_image *rom,
                     const char *path, char *error)
{
    if (!is_file(path))
        return unknown_rom(part, path, error);
    return rom_image_load(path, part, rom, error, OPTION_ERROR_SIZE);
}

bool option_rom(struct options *options, const char *text, char *error)
{
    const struct part *part = &options->part;
    struct rom_image rom = {0};
    if (options->rom_count == OPTION_ROMS)
        return refuse(error, OPTION_ERROR_SIZE, "--rom: at most %d of them",
                      OPTION_ROMS);
    if (!rom_find(part->family, text, &rom.version) &&
        !load_rom(part, &rom, text, error))
        return false;
    if (!rom_is_on(rom.version, part))
        return refuse(error, OPTION_ERROR_SIZE, "--rom %s: no %s has this ROM",
                      text, part->name);
    for (unsigned i = 0; i < options->rom_count; i++)
        if (options->roms[i].version == rom.version && !rom.path)
            return refuse(error, OPTION_ERROR_SIZE, "--rom %s is given twice",
                          text);
    options->roms[options->rom_count++] = rom;
    return true;
}

bool option_reading(struct options *options, const char *text, char *error)
{
    return readings_parse(options->part.family, text, &options->readings,
                          &options->reading_mask, error, OPTION_ERROR_SIZE);
}

static const char *const bits[] = {"0", "1", NULL};

bool option_bfb2(struct options *options, const char *text, char *error)
{
    return choose("bfb2", text, bits, &options->bfb2, error);
}

bool option_boot0(struct options *options, const char *text, char *error)
{
    return choose("boot0", text, bits, &options->boot0, error);
}

bool option_wdg_sw(struct options *options, const char *text, char *error)
{
    return choose("wdg-sw", text, bits, &options->wdg_sw, error);
}

bool option_rdp(struct options *options, const char *text, char *error)
{
    static const char *const levels[] = {"0", "1", "2", NULL};
    return choose("rdp", text, levels, &options->rdp, error);
}

bool option_bank2(struct options *options, const char *text, char *error)
{
    static const char *const kinds[] = {"blank", "app", "noise", "copy", NULL};
    struct nearest nearest = nearest_to(text);
    char hint[NEAREST_HINT];
    nearest_offer_all(&nearest, kinds);
    if (nearest.distance > 1) /* rather a file */
        nearest.best = NULL;
    nearest_hint(&nearest, "", hint);
    for (unsigned i = 0; kinds[i]; i++)
        if (strcmp(text, kinds[i]) == 0) {
            options->bank2 = (enum bank2_kind)i;
            return true;
        }
    if (!is_file(text))
        return refuse(error, OPTION_ERROR_SIZE,
                      "--bank2 '%s'%s: it is blank, app, noise, copy or an "
                      "image file, and there is no such file",
                      path_tail(text), hint);
    options->bank2 = BANK2_FILE;
    options->bank2_path = text;
    return true;
}

bool option_until(struct options *options, const char *text, char *error)
{
    enum units_result result = units_time_strict(text, &options->until_us);
    if (result != UNITS_OK)
        return refuse(error, OPTION_ERROR_SIZE, "--until '%s': %s",
                      path_tail(text), units_time_error(result));
    if (!options->until_us || options->until_us > UNTIL_MAX_US)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--until '%s': it is a time above 0, up to 100000s",
                      path_tail(text));
    return true;
}

bool option_strict(struct options *options, const char *text, char *error)
{
    (void)text, (void)error;
    options->strict = true;
    return true;
}

bool option_verbose(struct options *options, const char *text, char *error)
{
    (void)text, (void)error;
    options->verbose = true;
    return true;
}

bool option_all(struct options *options, const char *text, char *error)
{
    (void)text, (void)error;
    options->all = true;
    return true;
}

bool option_only(struct options *options, const char *text, char *error)
{
    if (options->only_count == OPTION_ONLY)
        return refuse(error, OPTION_ERROR_SIZE, "--only: at most %d of them",
                      OPTION_ONLY);
    if (!*text)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--only '': it is a scenario id as check prints it");
    options->only[options->only_count++] = text;
    return true;
}

bool option_update(struct options *options, const char *text, char *error)
{
    if (!*text)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--update '': it is the image that replaces IMAGE");
    options->update = text;
    return true;
}

bool option_policy(struct options *options, const char *text, char *error)
{
    unsigned value;
    if (!choose("policy", text, flash_policy_names, &value, error))
        return false;
    options->policies |= 1u << value;
    return true;
}

bool option_want(struct options *options, const char *text, char *error)
{
    static const char *const wants[] = {"rom", "never", NULL};
    unsigned value;
    if (!choose("want", text, wants, &value, error))
        return false;
    options->want = value ? WANT_NEVER : WANT_ROM;
    return true;
}

bool option_cuts(struct options *options, const char *text, char *error)
{
    (void)text;
    (void)error;
    if (options->cuts == CUTS_NONE)
        options->cuts = CUTS_LINEAR;
    return true;
}

bool option_cut_mode(struct options *options, const char *text, char *error)
{
    static const char *const modes[] = {"linear", "log", "exhaustive", NULL};
    unsigned value;
    if (!choose("cut-mode", text, modes, &value, error))
        return false;
    options->cuts = (enum cuts_mode)(CUTS_LINEAR + value);
    return true;
}

bool option_format(struct options *options, const char *text, char *error)
{
    static const char *const formats[] = {"text", "json", "junit", NULL};
    unsigned value;
    if (!choose("format", text, formats, &value, error))
        return false;
    options->format = (enum format)value;
    return true;
}

bool option_text_or_json(struct options *options, const char *text, char *error)
{
    static const char *const formats[] = {"text", "json", NULL};
    unsigned value;
    if (!choose("format", text, formats, &value, error))
        return false;
    options->format = value ? FORMAT_JSON : FORMAT_TEXT;
    return true;
}

bool option_jobs(struct options *options, const char *text, char *error)
{
    return number("jobs", text, 1, JOBS_MAX, &options->jobs, error);
}

bool option_pace(struct options *options, const char *text, char *error)
{
    static const char *const paces[] = {"real", "max", NULL};
    unsigned value;
    if (!choose("pace", text, paces, &value, error))
        return false;
    options->pace = (enum pace)value;
    return true;
}

bool option_gdb(struct options *options, const char *text, char *error)
{
    options->gdb = true;
    return number("gdb", text, 0, PORT_MAX, &options->gdb_port, error);
}

bool option_usbip(struct options *options, const char *text, char *error)
{
    options->usbip = true;
    return number("usbip", text, 0, PORT_MAX, &options->usbip_port, error);
}

bool option_head(struct options *options, const char *text, char *error)
{
    static const char *const heads[] = {"invalid", "keep", NULL};
    unsigned value;
    if (!choose("head", text, heads, &value, error))
        return false;
    options->head = value ? PATCH_HEAD_KEEP : PATCH_HEAD_INVALID;
    return true;
}

bool option_resident(struct options *options, const char *text, char *error)
{
    if (!*text)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--resident '': it is the file of a resident, or the "
                      "address where one starts an application");
    options->resident = text;
    return true;
}

bool option_join(struct options *options, const char *text, char *error)
{
    (void)text;
    (void)error;
    options->join = true;
    return true;
}

bool option_image_version(struct options *options, const char *text,
                          char *error)
{
    options->given |= GIVEN_IMAGE_VERSION;
    return number("image-version", text, 0, UINT_MAX, &options->image_version,
                  error);
}

bool option_output(struct options *options, const char *text, char *error)
{
    if (!*text || strcmp(text, "-") == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "-o '%s': it is the file to write", text);
    options->output = text;
    return true;
}

bool option_yes(struct options *options, const char *text, char *error)
{
    (void)text, (void)error;
    options->yes = true;
    return true;
}

bool option_silence(struct options *options, const char *text, char *error)
{
    enum units_result result = units_time_strict(text, &options->silence_us);
    return result == UNITS_OK ||
           refuse(error, OPTION_ERROR_SIZE, "--wait '%s': %s", path_tail(text),
                  units_time_error(result));
}

bool option_symbols(struct options *options, const char *text, char *error)
{
    if (!*text)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--symbols '': it is an ELF file");
    if (options->symbols_count == OPTION_SYMBOLS)
        return refuse(error, OPTION_ERROR_SIZE, "--symbols: at most %d of them",
                      OPTION_SYMBOLS);
    options->symbols[options->symbols_count++] = text;
    return true;
}

static bool take_file(const char *option, const char *text, const char **path,
                      char *error)
{
    if (!*text || strcmp(text, "-") == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--%s '%s': it is the file to write; --format %s prints "
                      "it",
                      option, text, option);
    *path = text;
    return true;
}

bool option_json(struct options *options, const char *text, char *error)
{
    return take_file("json", text, &options->json, error);
}

bool option_junit(struct options *options, const char *text, char *error)
{
    return take_file("junit", text, &options->junit, error);
}

bool option_report(struct options *options, const char *text, char *error)
{
    if (!*text || strcmp(text, "-") == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--report '%s': it is the HTML file to write", text);
    options->html = text;
    return true;
}

bool option_list(struct options *options, const char *text, char *error)
{
    (void)text;
    (void)error;
    options->list = true;
    return true;
}

bool option_shard(struct options *options, const char *text, char *error)
{
    if (shard_parse(text, &options->shard))
        return true;
    return refuse(error, OPTION_ERROR_SIZE,
                  "--shard '%s': it is I/N, part I of N: 1/4 to 4/4",
                  path_tail(text));
}

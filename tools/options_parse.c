/* SPDX-License-Identifier: MIT */
#include "tools/options_parse.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/image.h"
#include "bench/parts.h"
#include "tools/board_options.h"
#include "tools/die.h"
#include "tools/options_flash.h"
#include "tools/options_hint.h"
#include "tools/options_table.h"
#include "tools/options_value.h"

enum { LONG_BASE = 256 /* getopt's value of row 0 */ };

/* The arguments of getopt_long() for a subcommand. */
struct getopt_tables {
    struct option options[OPTION_ROWS + 1];
    char letters[2 * OPTION_ROWS + 2];
};

static void make_tables(enum subcommand subcommand, struct getopt_tables *t)
{
    unsigned count = 0;
    char *letter = t->letters;
    *t = (struct getopt_tables){0};
    *letter++ = ':'; /* getopt_long() then returns it for a missing argument */
    for (unsigned i = 0; option_rows[i].name; i++) {
        const struct option_row *row = &option_rows[i];
        int has = row->argument ? required_argument : no_argument;
        if (!(row->where & 1u << subcommand))
            continue;
        t->options[count++] = (struct option){
            .name = row->name, .has_arg = has, .val = (int)(LONG_BASE + i)};
        if (row->letter)
            *letter++ = row->letter;
        if (row->letter && row->argument)
            *letter++ = ':';
    }
}

static const struct option_row *find_row(int value)
{
    if (value >= LONG_BASE && value < LONG_BASE + OPTION_ROWS)
        return &option_rows[value - LONG_BASE];
    for (unsigned i = 0; option_rows[i].name; i++)
        if (option_rows[i].letter && option_rows[i].letter == value)
            return &option_rows[i];
    return NULL;
}

static enum options_result usage_hint(enum subcommand subcommand,
                                      const char *what, const char *word,
                                      const char *hint)
{
    complain("%s: %s%s%s; see boot0 %s --help",
             subcommand_table[subcommand].name, what, word, hint,
             subcommand_table[subcommand].name);
    return OPTIONS_ERROR;
}

static enum options_result usage_error(enum subcommand subcommand,
                                       const char *what, const char *word)
{
    return usage_hint(subcommand, what, word, "");
}

/* A long option that was written with one dash is a group of letters to
 * getopt, which stops inside it, at argv[optind], or behind it. */
static const char *whole_word(char **argv, int letter)
{
    const char *inside = argv[optind];
    if (inside && inside[0] == '-' && inside[1] != '-' && inside[1] &&
        strchr(inside, letter))
        return inside;
    return argv[optind - 1];
}

static enum options_result unknown_option(enum subcommand subcommand,
                                          char **argv, int letter)
{
    const char *word = path_tail(argv[optind - 1]);
    char name[] = {'-', (char)letter, 0}, hint[OPTION_HINT];
    const char *whole = letter ? whole_word(argv, letter) : word;
    options_hint_option(subcommand, whole, hint);
    return usage_hint(subcommand, "unknown option ", letter ? name : word,
                      hint);
}

/* Reports the word that getopt stopped at: argv[optind - 1], or a letter in a
 * group. */
static enum options_result bad_option(struct options *options, int result,
                                      char **argv)
{
    const char *word = path_tail(argv[optind - 1]);
    bool is_letter = optopt > 0 && optopt < LONG_BASE;
    if (result == ':')
        return usage_error(options->subcommand, "no value after ", word);
    if (optopt >= LONG_BASE)
        return usage_error(options->subcommand, "takes no value: ", word);
    return unknown_option(options->subcommand, argv, is_letter ? optopt : 0);
}

/* True: WORD is an option, not the value of one: "--ask", "-v". */
static bool is_option(const char *word)
{
    size_t length = strcspn(word, "=");
    if (word[0] != '-' || !word[1])
        return false;
    for (unsigned i = 0; option_rows[i].name; i++) {
        const struct option_row *row = &option_rows[i];
        if (strlen(row->name) + 2 == length && word[1] == '-' &&
            strncmp(word + 2, row->name, length - 2) == 0)
            return true;
        if (row->letter && word[1] == row->letter && !word[2])
            return true;
    }
    return false;
}

/* Reports an option whose value is left out, so that the next option was taken
 * for it. */
static enum options_result no_value(const struct options *options,
                                    const struct option_row *row)
{
    const char *name = subcommand_table[options->subcommand].name;
    complain("%s: --%s needs %s, not %s; see boot0 %s --help", name, row->name,
             row->argument, path_tail(optarg), name);
    return OPTIONS_ERROR;
}

static enum options_result take_row(struct options *options,
                                    const struct option_row *row, bool *seen)
{
    char error[OPTION_ERROR_SIZE];
    if (strcmp(row->name, "help") == 0) {
        options_print_help(options->subcommand);
        return OPTIONS_DONE;
    }
    if (strcmp(row->name, "version") == 0) {
        options_print_version();
        return OPTIONS_DONE;
    }
    if (*seen && !row->repeatable)
        return usage_error(options->subcommand, "given twice: --", row->name);
    *seen = true;
    if (row->argument && is_option(optarg))
        return no_value(options, row);
    if (row->replayed && options->replay_count == OPTION_REPLAY)
        return usage_error(options->subcommand, "too many options: --",
                           row->name);
    if (!row->take(options, optarg, error)) {
        complain("%s", error);
        return OPTIONS_ERROR;
    }
    options->given |= row->given;
    if (row->replayed)
        options->replay[options->replay_count++] =
            (struct option_word){row->name, row->argument ? optarg : NULL};
    return OPTIONS_OK;
}

/* What ROMs, readings and pins there are depends on the part, wherever it is
 * named. What is wrong with it is said later. */
static void parse_part(struct options *options, int argc, char **argv)
{
    struct getopt_tables tables;
    char error[OPTION_ERROR_SIZE];
    int value;
    size_t size = ((size_t)argc + 1) * sizeof *argv;
    char **words = memcpy(xmalloc(size), argv, size); /* getopt sorts them */
    make_tables(options->subcommand, &tables);
    opterr = optind = 0;
    while ((value = getopt_long(argc, words, tables.letters, tables.options,
                                NULL)) != -1)
        if (value != '?' && value != ':' &&
            find_row(value)->take == option_part)
            option_part(options, optarg, error);
    free(words);
}

static enum options_result parse_rows(struct options *options, int argc,
                                      char **argv)
{
    struct getopt_tables tables;
    bool seen[OPTION_ROWS] = {false};
    parse_part(options, argc, argv);
    make_tables(options->subcommand, &tables);
    opterr = 0;
    optind = 0; /* GNU: start afresh, also its inner state */
    for (;;) {
        int value =
            getopt_long(argc, argv, tables.letters, tables.options, NULL);
        if (value == -1)
            return OPTIONS_OK;
        if (value == '?' || value == ':')
            return bad_option(options, value, argv);
        const struct option_row *row = find_row(value);
        enum options_result result =
            take_row(options, row, &seen[row - option_rows]);
        if (result != OPTIONS_OK)
            return result;
    }
}

static enum options_result no_operand(enum subcommand subcommand,
                                      const char *operand)
{
    char text[32];
    snprintf(text, sizeof text, "no %s is given", operand);
    return usage_error(subcommand, text, "");
}

static enum options_result too_many(const struct options *options,
                                    const char *extra)
{
    char hint[OPTION_HINT] = "";
    if (options->image)
        options_hint_extra(options->subcommand, options->image, extra, hint);
    return usage_hint(options->subcommand,
                      "one argument too many: ", path_tail(extra), hint);
}

static enum options_result parse_image(struct options *options, int argc,
                                       char **argv)
{
    const struct subcommand_info *info = &subcommand_table[options->subcommand];
    const char *wanted = info->operand;
    if (wanted && optind >= argc && !info->optional)
        return no_operand(options->subcommand, wanted);
    if (options->subcommand == SUBCOMMAND_MERGE) {
        options->operands = argv + optind;
        options->operand_count = (unsigned)(argc - optind);
        return OPTIONS_OK;
    }
    if (options->subcommand == SUBCOMMAND_FLASH) {
        options->flash.port = argv[optind++];
        if (optind >= argc)
            return no_operand(options->subcommand, "IMAGE");
    }
    if (wanted && optind < argc)
        options->image = argv[optind++];
    if (optind < argc)
        return too_many(options, argv[optind]);
    if (options->subcommand == SUBCOMMAND_PATCH && !options->output)
        return usage_error(options->subcommand, "no -o OUT is given", "");
    return OPTIONS_OK;
}

/* Names the ROMs that have a reading. */
static void applies_to(enum family family, unsigned reading,
                       char text[ROM_LIST])
{
    unsigned all = 0, with = 0;
    size_t used = 0;
    for (unsigned rom = ROM_OF(family, 0); rom_info(rom); rom++) {
        all++;
        if (!(readings_mask(rom) >> reading & 1))
            continue;
        used += (size_t)snprintf(text + used, ROM_LIST - used, "%s%s",
                                 with++ ? " and " : "", rom_name(rom));
    }
    if (all == with)
        snprintf(text, ROM_LIST, "the model ROMs");
}

/* A reading that applies to none of the ROMs has no effect, so it is a mistake.
 */
static bool readings_apply(const struct options *options, char *error)
{
    enum family family = options->part.family;
    char roms[ROM_LIST] = "";
    uint32_t known = 0;
    if (options->rom_count == 0)
        return true;
    for (unsigned i = 0; i < options->rom_count; i++)
        known |= readings_mask(options->roms[i].version);
    for (unsigned i = 0; i < READINGS_MAX; i++) {
        if (!(options->reading_mask & ~known & 1u << i))
            continue;
        applies_to(family, i, roms);
        return refuse(error, OPTION_ERROR_SIZE,
                      "reading %s applies to %s, not to the ROM that "
                      "--rom names",
                      reading_info(ROM_OF(family, 0), i)->name, roms);
    }
    return true;
}

/* Options for a part of the trace need --trace, and only one output may go to
 * stdout. */
static bool trace_consistent(const struct options *options, char *error)
{
    bool part = options->given & GIVEN_TRACE_PART;
    if (part && !options->trace)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--trace-from, --trace-to and --trace-in narrow a trace, "
                      "and no --trace FILE is given");
    if (options->trace_to_us && options->trace_to_us <= options->trace_from_us)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--trace-to is not after --trace-from: no trace is left");
    bool trace = options->trace && strcmp(options->trace, "-") == 0;
    bool vcd = options->vcd && strcmp(options->vcd, "-") == 0;
    const struct serial_options *terminal = options_stdio(options);
    if (trace + vcd + (terminal != NULL) > 1)
        return refuse(error, OPTION_ERROR_SIZE,
                      "two of --trace -, --vcd - and --%s stdio want the "
                      "same stdout; give one a file",
                      terminal ? terminal->name : "usart2");
    return true;
}

/* There is one USB host, and one who sends on a line. */
static bool hosts_consistent(const struct options *options, char *error)
{
    if (options->usbip && board_options_usb(options))
        return refuse(error, OPTION_ERROR_SIZE,
                      "--usbip plugs in a host of yours, and --usb and --ask "
                      "usb: one of boot0's own: leave one of them out");
    for (unsigned i = 0; i < options->asks.count; i++) {
        const struct ask *ask = &options->asks.list[i];
        if (ask->kind == ASK_SEND &&
            options->wiring.noise >> (ask->usart - 1) & 1)
            return refuse(error, OPTION_ERROR_SIZE,
                          "--noise usart%u: the line never falls silent, so "
                          "--ask send:usart%u: cannot be made",
                          ask->usart, ask->usart);
    }
    return true;
}

static bool cuts_consistent(const struct options *options, char *error)
{
    if (options->cuts && options->given & GIVEN_ASK && !options->asks.count)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--cuts cuts the way from an ask to the ROM, and --ask "
                      "none makes none: leave one of them out");
    return true;
}

static bool patch_consistent(const struct options *options, char *error)
{
    const char *with = options->join                          ? "join"
                       : options->given & GIVEN_IMAGE_VERSION ? "image-version"
                                                              : NULL;
    if (with && !options->resident)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--%s: goes with --resident FILE, which is not given",
                      with);
    if (options->resident && options->given & GIVEN_HEAD)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--head: behind a resident the head stays as it is; "
                      "leave out --head or --resident");
    return true;
}

/* Checks the combination of options. */
static bool consistent(const struct options *options, char *error)
{
    if (options->subcommand == SUBCOMMAND_RUN && options->rom_count > 1)
        return refuse(error, OPTION_ERROR_SIZE,
                      "run: --rom is given twice, but a board has one ROM");
    if (options->bank2 != BANK2_BLANK && options->part.bank2_base == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--bank2: %s has no second bank; only blank is possible",
                      options->part.name);
    if (options->bfb2 && options->part.bank2_base == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--bfb2: %s has one bank, so no BFB2; only 0 is possible",
                      options->part.name);
    if (options->usb_record && !options->usbip)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--usb-record writes what a host does, and no --usbip "
                      "PORT is given");
    if (options->subcommand == SUBCOMMAND_FLASH)
        return flash_options_consistent(&options->flash, error);
    return hosts_consistent(options, error) &&
           options_serial_consistent(options, error) &&
           cuts_consistent(options, error) &&
           trace_consistent(options, error) &&
           patch_consistent(options, error) && readings_apply(options, error);
}

static void set_defaults(enum subcommand subcommand, struct options *options)
{
    *options = (struct options){
        .subcommand = subcommand,
        .wdg_sw = 1,
        .base = IMAGE_BASE,
    };
    part_find(PART_DEFAULT, &options->part);
}

static void ask_by_default(struct options *options)
{
    const struct ask ask = {
        .kind = ASK_CALL,
        .at_us = OPTION_ASK_MS * 1000,
        .symbol = xstrdup("boot0_request"),
    };
    asks_add(&options->asks, &ask);
}

enum options_result options_parse(enum subcommand subcommand, int argc,
                                  char **argv, struct options *options)
{
    char error[OPTION_ERROR_SIZE];
    set_defaults(subcommand, options);
    enum options_result result = parse_rows(options, argc, argv);
    if (subcommand == SUBCOMMAND_CHECK && !(options->given & GIVEN_ASK))
        ask_by_default(options);
    if (result == OPTIONS_OK)
        result = parse_image(options, argc, argv);
    if (result == OPTIONS_OK && !consistent(options, error)) {
        complain("%s", error);
        result = OPTIONS_ERROR;
    }
    if (result != OPTIONS_OK)
        options_free(options);
    return result;
}

void options_free(struct options *options)
{
    for (unsigned i = 0; i < options->rom_count; i++)
        rom_image_free(&options->roms[i]);
    option_asks_free(&options->asks);
    option_expect_free(options);
    free(options->flash.text);
    free(options->flash.expect);
    *options = (struct options){0};
}

/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "options_value.h"
#include "parts.h"

enum {
    RUN = 1 << SUBCOMMAND_RUN,
    CHECK = 1 << SUBCOMMAND_CHECK,
    PATCH = 1 << SUBCOMMAND_PATCH,
    BOARD = RUN | CHECK, /* what puts an image onto the virtual board */
    EVERYWHERE = 1 << SUBCOMMAND_DEMO | BOARD | PATCH,
    ROWS_MAX = 40,
    LONG_BASE = 256, /* getopt's value of row 0 */
    HELP_COLUMN = 26
};

struct row {
    const char *name;
    char letter;          /* short form, 0 = none */
    const char *argument; /* as help shows it, NULL = none */
    unsigned where;       /* 1 << enum subcommand that takes it */
    unsigned told;        /* bit of options.told */
    bool repeatable;
    bool (*take)(struct options *options, const char *text, char *error);
    const char *help; /* lines after the first start at column 0 here */
};

static const struct row rows[] = {
    {"part", 0, "NAME", BOARD | PATCH, TOLD_PART, false, option_part,
     "the part; default " PART_DEFAULT},
    {"rom", 0, "ROM", BOARD, TOLD_ROM, true, option_rom,
     "v4.0, v4.1, v11.1, v11.2 or a file of 8192 bytes\n"
     "(a dump of 0x1FF00000)"},
    {"reading", 0, "NAME=VALUE,..", BOARD, TOLD_READING, true, option_reading,
     "how the model ROM behaves where the record is silent:\n"
     "bounce=branch|reset    ram=own|keep|all\n"
     "sp=range|mask          past=needs-pass|free\n"
     "remap=caller|self      csr=kept|cleared\n"
     "go=left|restored|checks-sp"},
    {"ask", 0, "WHAT", BOARD, TOLD_ASK, false, option_ask,
     "how the firmware is asked for the ROM:\n"
     "call:SYMBOL[@MS], press:PC13[@MS],\n"
     "send:usart2:TEXT[@MS] or none;\n"
     "MS from power-on; default call:boot0_request@10"},
    {"bfb2", 0, "0|1", BOARD, TOLD_BFB2, false, option_bfb2,
     "option bit BFB2, boot from bank 2"},
    {"boot0", 0, "0|1", BOARD, TOLD_BOOT0, false, option_boot0,
     "level of the pin BOOT0; default 0"},
    {"bank2", 0, "WHAT", BOARD, TOLD_BANK2, false, option_bank2,
     "what bank 2 holds: blank, app (a valid application),\n"
     "noise (a word that looks like a head, junk behind it),\n"
     "copy (IMAGE once more) or an image file"},
    {"rdp", 0, "0|1|2", BOARD, TOLD_RDP, false, option_rdp,
     "readout protection level"},
    {"wdg-sw", 0, "0|1", BOARD, TOLD_WDG_SW, false, option_wdg_sw,
     "option bit WDG_SW; 0 = the hardware starts the IWDG;\ndefault 1"},
    {"until", 0, "MS", BOARD, TOLD_UNTIL, false, option_until,
     "stop at this virtual time"},
    {"strict", 0, NULL, BOARD, 0, false, option_strict,
     "stop at the first access that is not modelled"},
    {"pace", 0, "real|max", RUN, 0, false, option_pace,
     "virtual time as on the wall (default) or flat out"},
    {"usart2", 0, "pty|stdio", RUN, 0, false, option_usart2,
     "USART2 on a pty, whose path is printed, or on this\n"
     "terminal; without it its text is shown"},
    {"only", 0, "ID", CHECK, 0, true, option_only,
     "run this scenario; may be repeated"},
    {"want", 0, "rom|never", CHECK, 0, false, option_want,
     "what every scenario should end in; without it that\n"
     "follows from the image and the scenario"},
    {"format", 0, "text|json|junit", CHECK, 0, false, option_format,
     "of the results on stdout; default text"},
    {"jobs", 0, "N", CHECK, 0, false, option_jobs,
     "scenarios at a time; default one per processor"},
    {"head", 0, "invalid|keep", PATCH, 0, false, option_head,
     "vector word 0: 0xBE00BE00, which no bank check takes\n"
     "for a stack pointer (default), or as it is"},
    {"output", 'o', "OUT", PATCH, 0, false, option_output,
     "the file to write, of the same kind as IMAGE"},
    {"verbose", 'v', NULL, BOARD, 0, false, option_verbose, "say more"},
    {"help", 'h', NULL, EVERYWHERE, 0, true, NULL, "this text"},
    {"version", 'V', NULL, EVERYWHERE, 0, true, NULL, "the version"},
};

enum { ROWS = sizeof rows / sizeof *rows };
_Static_assert(sizeof rows / sizeof *rows <= ROWS_MAX,
               "seen[] and long_options[] hold every row");

struct subcommand_info {
    const char *name;
    const char *usage;
    const char *summary; /* one line of the overview */
    const char *text;    /* what help says above the options */
    bool image;          /* takes IMAGE */
};

static const struct subcommand_info subcommands[SUBCOMMANDS] = {
    [SUBCOMMAND_DEMO] =
        {"demo", "boot0 demo",
         "the story in one run: button, reset, ROM, stm32flash, new "
         "application",
         "Runs the demo application on a virtual Nucleo-L073RZ, presses its\n"
         "button and lets the real stm32flash write version 2 through the\n"
         "ROM, on ROM V4.1 and V4.0; then shows the plain jump of the\n"
         "original question on both. Exit status 0: each ended as it should.",
         false},
    [SUBCOMMAND_RUN] =
        {"run", "boot0 run [OPTION...] IMAGE",
         "the virtual board: LED, button and serial lines",
         "Runs IMAGE on the virtual board until Ctrl-C or --until and shows\n"
         "LED changes, serial text, resets and ROM entries with their virtual\n"
         "time.",
         true},
    [SUBCOMMAND_CHECK] =
        {"check", "boot0 check [OPTION...] IMAGE",
         "does this image reach the ROM, on every ROM and reading",
         "Asks IMAGE for the ROM in every scenario and compares the verdict\n"
         "with the wanted one. What it is not told it expands: all ROMs, all\n"
         "readings that apply, both BFB2, bank 2 blank, app and noise, RDP 0\n"
         "and 1. Exit status 0: all as wanted, 1: a scenario failed.",
         true},
    [SUBCOMMAND_PATCH] =
        {"patch", "boot0 patch [--head invalid|keep] IMAGE -o OUT",
         "make the library's check the first thing after reset",
         "Makes boot0_reset the reset vector of an image that was linked with\n"
         "the library, keeps the old vector words in the library's record,\n"
         "and makes the head invalid unless it is told to keep it. Comes\n"
         "before a CRC or signature is made. Writes OUT whole or not at all.",
         true},
};

static const char image_help[] =
    "IMAGE is an ELF32 ARM executable, Intel HEX, or raw binary at "
    "0x08000000.\n";

enum subcommand subcommand_find(const char *name)
{
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        if (strcmp(name, subcommands[i].name) == 0)
            return (enum subcommand)i;
    return SUBCOMMANDS;
}

void options_print_version(void)
{
    puts("boot0 " BOOT0_VERSION " (softboot0)");
}

void options_print_overview(void)
{
    puts("usage: boot0 SUBCOMMAND [OPTION...] [IMAGE]\n\n"
         "Gets ST's ROM bootloader of the STM32L07x/L08x by software, and\n"
         "shows on a virtual chip that it does.\n");
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        printf("  %-8s %s\n", subcommands[i].name, subcommands[i].summary);
    puts("\nboot0 SUBCOMMAND --help lists its options; boot0 --version prints "
         "the version.\n"
         "Exit status: 0 all as wanted, 1 a scenario failed, 2 usage or "
         "unreadable input.");
}

static void print_row(const struct row *row)
{
    char left[64];
    int used = row->letter ? snprintf(left, sizeof left, "  -%c, ", row->letter)
                           : snprintf(left, sizeof left, "  ");
    snprintf(left + used, sizeof left - (size_t)used, "--%s%s%s", row->name,
             row->argument ? " " : "", row->argument ? row->argument : "");
    printf("%-*s ", HELP_COLUMN, left);
    for (const char *p = row->help; *p; p++)
        if (*p == '\n')
            printf("\n%*s", HELP_COLUMN + 1, "");
        else
            putchar(*p);
    putchar('\n');
}

void options_print_help(enum subcommand subcommand)
{
    const struct subcommand_info *info = &subcommands[subcommand];
    printf("usage: %s\n\n%s\n", info->usage, info->text);
    if (info->image)
        fputs(image_help, stdout);
    putchar('\n');
    for (unsigned i = 0; i < ROWS; i++)
        if (rows[i].where & 1u << subcommand)
            print_row(&rows[i]);
}

/* What getopt_long() needs for a subcommand. */
struct getopt_tables {
    struct option options[ROWS_MAX + 1];
    char letters[2 * ROWS_MAX + 2];
};

static void make_tables(enum subcommand subcommand, struct getopt_tables *t)
{
    unsigned count = 0;
    char *letter = t->letters;
    *t = (struct getopt_tables){0};
    *letter++ = ':'; /* a missing argument is told apart */
    for (unsigned i = 0; i < ROWS; i++) {
        if (!(rows[i].where & 1u << subcommand))
            continue;
        t->options[count++] = (struct option){
            .name = rows[i].name,
            .has_arg = rows[i].argument ? required_argument : no_argument,
            .val = (int)(LONG_BASE + i)};
        if (rows[i].letter)
            *letter++ = rows[i].letter;
        if (rows[i].letter && rows[i].argument)
            *letter++ = ':';
    }
}

static const struct row *find_row(int value)
{
    if (value >= LONG_BASE && value < LONG_BASE + ROWS)
        return &rows[value - LONG_BASE];
    for (unsigned i = 0; i < ROWS; i++)
        if (rows[i].letter && rows[i].letter == value)
            return &rows[i];
    return NULL;
}

static enum options_result usage_error(enum subcommand subcommand,
                                       const char *what, const char *word)
{
    complain("%s: %s%s; see boot0 %s --help", subcommands[subcommand].name,
             what, word, subcommands[subcommand].name);
    return OPTIONS_ERROR;
}

/* The word getopt stopped at: argv[optind - 1], or a letter in a group. */
static enum options_result bad_option(struct options *options, int result,
                                      char **argv)
{
    const char *word = path_tail(argv[optind - 1]);
    char letter[] = {'-', (char)optopt, 0};
    bool is_letter = optopt > 0 && optopt < LONG_BASE;
    if (result == ':')
        return usage_error(options->subcommand, "no value after ", word);
    if (optopt >= LONG_BASE)
        return usage_error(options->subcommand, "takes no value: ", word);
    return usage_error(options->subcommand, "unknown option ",
                       is_letter ? letter : word);
}

static enum options_result take_row(struct options *options,
                                    const struct row *row, bool *seen)
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
    if (!row->take(options, optarg, error)) {
        complain("%s", error);
        return OPTIONS_ERROR;
    }
    options->told |= row->told;
    return OPTIONS_OK;
}

static enum options_result parse_rows(struct options *options, int argc,
                                      char **argv)
{
    struct getopt_tables tables;
    bool seen[ROWS_MAX] = {false};
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
        const struct row *row = find_row(value);
        enum options_result result = take_row(options, row, &seen[row - rows]);
        if (result != OPTIONS_OK)
            return result;
    }
}

static enum options_result parse_image(struct options *options, int argc,
                                       char **argv)
{
    bool wanted = subcommands[options->subcommand].image;
    if (wanted && optind >= argc)
        return usage_error(options->subcommand, "no IMAGE is given", "");
    if (wanted)
        options->image = argv[optind++];
    if (optind < argc)
        return usage_error(options->subcommand,
                           "one argument too many: ", path_tail(argv[optind]));
    if (options->subcommand == SUBCOMMAND_PATCH && !options->output)
        return usage_error(options->subcommand, "no -o OUT is given", "");
    return OPTIONS_OK;
}

/* A reading that applies to no ROM that was named changes nothing: the user
 * means something else. */
static bool readings_apply(const struct options *options, char *error)
{
    unsigned known = 0;
    if (options->rom_count == 0)
        return true;
    for (unsigned i = 0; i < options->rom_count; i++)
        known |= readings_mask(options->roms[i].version);
    for (unsigned i = 0; i < READINGS; i++)
        if (options->reading_mask & ~known & 1u << i)
            return refuse(error, OPTION_ERROR_SIZE,
                          "reading %s applies to %s, not to the ROM that "
                          "--rom names",
                          reading_table[i].name,
                          reading_table[i].roms & 1 << ROM_V4_0
                              ? "the model ROMs"
                              : "v4.1 and v11.2");
    return true;
}

/* What only the whole command line shows. */
static bool consistent(const struct options *options, char *error)
{
    if (options->subcommand == SUBCOMMAND_RUN && options->rom_count > 1)
        return refuse(error, OPTION_ERROR_SIZE,
                      "run: --rom is given twice, but a board has one ROM");
    if (options->bank2 != BANK2_BLANK && options->part.bank2_base == 0)
        return refuse(error, OPTION_ERROR_SIZE,
                      "--bank2: %s has no second bank; only blank is possible",
                      options->part.name);
    return readings_apply(options, error);
}

static void set_defaults(enum subcommand subcommand, struct options *options)
{
    *options = (struct options){
        .subcommand = subcommand,
        .ask = {.kind = ASK_CALL, .at_us = 10000},
        .wdg_sw = 1,
    };
    options->ask.symbol = xstrdup("boot0_request");
    part_find(PART_DEFAULT, &options->part);
}

enum options_result options_parse(enum subcommand subcommand, int argc,
                                  char **argv, struct options *options)
{
    char error[OPTION_ERROR_SIZE];
    set_defaults(subcommand, options);
    enum options_result result = parse_rows(options, argc, argv);
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
        free(options->roms[i].bytes);
    free(options->ask.symbol);
    free(options->ask.text);
    *options = (struct options){0};
}

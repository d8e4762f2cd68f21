/* SPDX-License-Identifier: MIT */
#include "tools/manual/page.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* --- text as man(7) wants it --- */

/* A - is one that can be copied into a shell, not a hyphen. */
static void put_char(FILE *file, char c)
{
    static const char special[] = "\\-'`^~";
    static const char *const escapes[] = {"\\e",   "\\-",   "\\(aq",
                                          "\\(ga", "\\(ha", "\\(ti"};
    const char *found = c ? strchr(special, c) : NULL;
    if (found)
        fputs(escapes[found - special], file);
    else
        fputc(c, file);
}

static void put_text(FILE *file, const char *text, size_t length)
{
    if (length && *text == '.')
        fputs("\\&", file); /* it would begin a request */
    for (size_t i = 0; i < length; i++)
        put_char(file, text[i]);
}

/* Blanks inside a line align a column: it must not be filled. */
static bool has_columns(const char *text)
{
    return strstr(text, "  ");
}

/* Lines, which end with a line feed each or at the end of TEXT; an empty one
 * begins a paragraph. */
static void put_lines(FILE *file, const char *text)
{
    bool columns = has_columns(text);
    if (columns)
        fputs(".nf\n", file);
    while (*text) {
        size_t length = strcspn(text, "\n");
        if (length)
            put_text(file, text, length);
        else
            fputs(".PP", file);
        fputc('\n', file);
        text += length + (text[length] == '\n');
    }
    if (columns)
        fputs(".fi\n", file);
}

/* The length of an option at the beginning of TEXT: "--head", "-o". */
static size_t option_length(const char *text)
{
    size_t dashes = strspn(text, "-");
    size_t length = dashes;
    if (!dashes || dashes > 2)
        return 0;
    while (islower((unsigned char)text[length]) || text[length] == '-')
        length++;
    return length > dashes ? length : 0;
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    while (isupper((unsigned char)text[length]))
        length++;
    return length;
}

/* Options are bold, and names of values in italics. */
static void put_usage(FILE *file, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        size_t option = option_length(text), name = name_length(text);
        size_t size = option ? option : name ? name : 1;
        if (option || name)
            fputs(option ? "\\fB" : "\\fI", file);
        put_text(file, text, size);
        if (option || name)
            fputs("\\fP", file);
        text += size;
    }
}

/* --- the parts of a page --- */

static void put_heading(FILE *file, const char *name, const char *date)
{
    fputs(".\\\" Made of the options' table by boot0-manual.\n.TH ", file);
    for (const char *c = name; *c; c++)
        put_char(file, (char)toupper((unsigned char)*c));
    fprintf(file, " 1 \"%s\" \"softboot0 " BOOT0_VERSION "\" \"softboot0\"\n",
            date);
}

static void put_name(FILE *file, const char *name, const char *summary)
{
    fputs(".SH NAME\n", file);
    put_text(file, name, strlen(name));
    fputs(" \\- ", file);
    put_text(file, summary, strlen(summary));
    fputc('\n', file);
}

/* USAGE is as help has it: a line each, "boot0 NAME ...". */
static void put_synopsis(FILE *file, const char *usage, size_t command)
{
    fputs(".SH SYNOPSIS\n.nf\n", file);
    while (*usage) {
        usage += strspn(usage, " ");
        size_t length = strcspn(usage, "\n");
        size_t bold = length < command ? length : command;
        fputs("\\fB", file);
        put_text(file, usage, bold);
        fputs("\\fP", file);
        put_usage(file, usage + bold, length - bold);
        fputc('\n', file);
        usage += length + (usage[length] == '\n');
    }
    fputs(".fi\n", file);
}

static void put_option(FILE *file, const struct option_row *row)
{
    fputs(".TP\n", file);
    if (row->letter)
        fprintf(file, "\\fB\\-%c\\fP, ", row->letter);
    fputs("\\fB\\-\\-", file);
    put_text(file, row->name, strlen(row->name));
    fputs("\\fP", file);
    if (row->argument) {
        fputc(' ', file);
        put_usage(file, row->argument, strlen(row->argument));
    }
    fputc('\n', file);
    put_lines(file, row->help);
}

/* The lines are "Exit status: 0 ...": the heading says the first words. */
static void put_exit_status(FILE *file)
{
    fputs(".SH EXIT STATUS\n", file);
    put_lines(file, options_exit_status + strlen("Exit status: "));
}

static void put_see_also(FILE *file, const char *without)
{
    fputs(".SH SEE ALSO\n", file);
    if (*without)
        fputs(".BR boot0 (1),\n", file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++)
        if (strcmp(subcommand_table[i].name, without) != 0)
            fprintf(file, ".BR boot0\\-%s (1),\n", subcommand_table[i].name);
    fputs(".BR stm32flash (1),\n.BR dfu\\-util (1)\n.PP\n"
          "The guide is in share/doc/softboot0 below the prefix of the "
          "installation.\n",
          file);
}

/* --- the pages --- */

static void put_installed(FILE *file)
{
    static const char *const rows[][2] = {
        {"src/", "the firmware library, and the resident"},
        {"images/", "the resident, the probe, the demo and the model ROMs as "
                    "ELF files, Intel HEX and binaries"},
        {"examples/", "the demo and the probe as source"}};
    fputs(".SH FILES\nIn share/softboot0 below the prefix of the "
          "installation, /usr or /usr/local:\n",
          file);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
        fprintf(file, ".TP\n.I %s\n%s\n", rows[i][0], rows[i][1]);
}

static void put_environment(FILE *file)
{
    fputs(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nno colours, on a terminal "
          "either\n.TP\n.B TMPDIR\nwhere temporary files are made; default "
          "/tmp\n",
          file);
}

void page_overview(FILE *file, const char *date)
{
    put_heading(file, "boot0", date);
    put_name(file, "boot0", "the ROM bootloader of an STM32 from software");
    put_synopsis(file,
                 "boot0 SUBCOMMAND [OPTION...] [IMAGE]\n"
                 "boot0 help [SUBCOMMAND]\nboot0 --version\n",
                 strlen("boot0"));
    fputs(".SH DESCRIPTION\n", file);
    put_lines(file, options_about);
    fputs(".PP\nThe subcommands, each with a page of its own:\n", file);
    for (unsigned i = 0; i < SUBCOMMANDS; i++) {
        const struct subcommand_info *info = &subcommand_table[i];
        fprintf(file, ".TP\n.BR boot0\\-%s (1)\n", info->name);
        put_lines(file, info->summary);
    }
    put_exit_status(file);
    put_environment(file);
    put_installed(file);
    put_see_also(file, "");
}

void page_subcommand(FILE *file, const char *date, enum subcommand subcommand)
{
    const struct subcommand_info *info = &subcommand_table[subcommand];
    const char *image = options_image_help(subcommand);
    char name[64];
    snprintf(name, sizeof name, "boot0-%s", info->name);
    put_heading(file, name, date);
    put_name(file, name, info->summary);
    put_synopsis(file, info->usage, strlen(name));
    fputs(".SH DESCRIPTION\n", file);
    put_lines(file, info->text);
    if (*image)
        fputs(".PP\n", file);
    put_lines(file, image);
    fputs(".SH OPTIONS\n", file);
    for (unsigned i = 0; option_rows[i].name; i++)
        if (option_rows[i].where & 1u << subcommand)
            put_option(file, &option_rows[i]);
    put_exit_status(file);
    put_see_also(file, info->name);
}

/* SPDX-License-Identifier: MIT */
#include "tools/report/replay.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chip/clock.h"
#include "tools/printable.h"

struct words {
    char *text;
    size_t used;
};

static void add(struct words *words, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A command that does not fit ends early: it is only shown. */
static void add(struct words *words, const char *format, ...)
{
    va_list arguments;
    size_t left = REPLAY_TEXT - words->used;
    va_start(arguments, format);
    int length = vsnprintf(words->text + words->used, left, format, arguments);
    va_end(arguments);
    if (length > 0)
        words->used += (size_t)length < left ? (size_t)length : left - 1;
}

/* Adds a space and a word, in quotes if a shell would change it. */
static void add_word(struct words *words, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-_./:=@,+%";
    if (*word && strspn(word, plain) == strlen(word)) {
        add(words, " %s", word);
        return;
    }
    add(words, " '");
    for (; *word; word++)
        add(words, *word == '\'' ? "'\\''" : "%c", *word);
    add(words, "'");
}

static const char *rom_argument(const struct options *options,
                                const struct scenario *scenario)
{
    for (unsigned i = 0; scenario->rom == ROM_FILE && i < options->rom_count;
         i++)
        if (options->roms[i].bytes &&
            scenario_hash(options->roms[i].bytes, ROM_IMAGE_SIZE) ==
                scenario->rom_hash)
            return options->roms[i].path;
    return rom_version_name(scenario->rom);
}

static void add_readings(struct words *words, const struct scenario *scenario)
{
    char readings[READINGS_TEXT];
    unsigned changed = 0;
    for (unsigned i = 0; i < READINGS; i++)
        if (scenario->asked & 1u << i && scenario->readings.value[i])
            changed |= 1u << i;
    if (!changed)
        return;
    readings_format_mask(changed, scenario->readings, readings);
    add(words, " --reading %s", readings);
}

static void add_board(struct words *words, const struct options *options,
                      const struct scenario *scenario)
{
    if (scenario->bfb2)
        add(words, " --bfb2 1");
    if (scenario->bank2 == BANK2_FILE) {
        add(words, " --bank2");
        add_word(words, options->bank2_path);
    } else if (scenario->bank2 != BANK2_BLANK) {
        add(words, " --bank2 %s", scenario_bank2_name(scenario->bank2));
    }
    if (scenario->rdp)
        add(words, " --rdp %u", scenario->rdp);
    if (scenario->boot0)
        add(words, " --boot0 1");
    if (!scenario->wdg_sw)
        add(words, " --wdg-sw 0");
}

/* `check` asks by a call unless it is told how, `run` does not ask. */
static void add_shared(struct words *words, const struct options *options)
{
    for (unsigned i = 0; i < options->replay_count; i++) {
        const struct option_word *word = &options->replay[i];
        add(words, " --%s", word->name);
        if (word->argument)
            add_word(words, word->argument);
    }
    if (!(options->given & GIVEN_ASK))
        add(words, " --ask call:boot0_request");
}

/* The next full millisecond: what happened then is still shown. */
static uint64_t end_ms(const struct result *result)
{
    return result->shown_ps / PS_PER_MS + 1;
}

void replay_format(const struct options *options, const struct result *result,
                   char text[REPLAY_TEXT])
{
    const struct scenario *scenario = &result->scenario;
    struct words words = {.text = text};
    text[0] = 0;
    add(&words, "boot0 run");
    add(&words, " --rom");
    add_word(&words, rom_argument(options, scenario));
    add_readings(&words, scenario);
    add_board(&words, options, scenario);
    add_shared(&words, options);
    add(&words, " --pace max --until %" PRIu64, end_ms(result));
    add_word(&words, options->image);
    printable(text);
}

/* SPDX-License-Identifier: MIT */
#include "tools/report/replay.h"

#include <inttypes.h>

#include "chip/clock.h"
#include "tools/escapes.h"
#include "tools/printable.h"
#include "tools/report/line.h"

static const char *rom_argument(const struct options *options,
                                const struct scenario *scenario)
{
    for (unsigned i = 0; rom_is_file(scenario->rom) && i < options->rom_count;
         i++)
        if (options->roms[i].bytes &&
            scenario_hash(options->roms[i].bytes, options->roms[i].size) ==
                scenario->rom_hash)
            return options->roms[i].path;
    return rom_name(scenario->rom);
}

static void add_readings(struct line *line, const struct scenario *scenario)
{
    char readings[READINGS_TEXT];
    uint32_t changed = 0;
    for (unsigned i = 0; i < READINGS_MAX; i++)
        if (scenario->asked & 1u << i && scenario->readings.value[i])
            changed |= 1u << i;
    if (!changed)
        return;
    readings_format_mask(scenario->rom, changed, scenario->readings, readings);
    line_add(line, " --reading %s", readings);
}

static void add_board(struct line *line, const struct options *options,
                      const struct scenario *scenario)
{
    if (scenario->bfb2)
        line_add(line, " --bfb2 1");
    if (scenario->bank2 == BANK2_FILE) {
        line_add(line, " --bank2");
        escapes_add_word(line, options->bank2_path);
    } else if (scenario->bank2 != BANK2_BLANK) {
        line_add(line, " --bank2 %s", scenario_bank2_name(scenario->bank2));
    }
    if (scenario->rdp)
        line_add(line, " --rdp %u", scenario->rdp);
    if (scenario->boot0)
        line_add(line, " --boot0 1");
    if (!scenario->wdg_sw)
        line_add(line, " --wdg-sw 0");
    if (scenario->host == HOST_ON_USB && !asks_have_usb(&options->asks))
        line_add(line, " --usb");
}

/* `check` asks by a call unless it is told how, `run` does not ask. */
static void add_shared(struct line *line, const struct options *options)
{
    for (unsigned i = 0; i < options->replay_count; i++) {
        const struct option_word *word = &options->replay[i];
        line_add(line, " --%s", word->name);
        if (word->argument)
            escapes_add_word(line, word->argument);
    }
    if (!(options->given & GIVEN_ASK))
        line_add(line, " --ask call:boot0_request");
}

/* The next full millisecond: what happened then is still shown. */
static uint64_t end_ms(const struct result *result)
{
    return result->shown_ps / PS_PER_MS + 1;
}

/* `run` makes no cuts, and a build without BOOT0_LIVE does not have it. */
static void replay_check(struct line *line, const struct options *options,
                         const struct scenario *scenario)
{
    char id[SCENARIO_ID];
    scenario_format(scenario, id);
    line_add(line, "boot0 check --only");
    escapes_add_word(line, id);
    if (rom_is_file(scenario->rom)) {
        line_add(line, " --rom");
        escapes_add_word(line, rom_argument(options, scenario));
    }
    if (scenario->bank2 == BANK2_FILE) {
        line_add(line, " --bank2");
        escapes_add_word(line, options->bank2_path);
    }
    add_shared(line, options);
    line_add(line, " --trace -");
}

static void replay_run(struct line *line, const struct options *options,
                       const struct result *result)
{
    const struct scenario *scenario = &result->scenario;
    line_add(line, "boot0 run --rom");
    escapes_add_word(line, rom_argument(options, scenario));
    add_readings(line, scenario);
    add_board(line, options, scenario);
    add_shared(line, options);
    line_add(line, " --pace max --until %" PRIu64, end_ms(result));
}

void replay_format(const struct options *options, const struct result *result,
                   char text[REPLAY_TEXT])
{
    const struct scenario *scenario = &result->scenario;
    struct line line = line_begin(text, REPLAY_TEXT);
    if (scenario->cuts[0].kind || !options->live)
        replay_check(&line, options, scenario);
    else
        replay_run(&line, options, result);
    escapes_add_word(&line, options->image);
    printable(text);
}

/* SPDX-License-Identifier: MIT
 *
 * `boot0 check`: does this image reach the ROM, on every ROM and reading? What
 * it is not told it expands; every scenario starts from a new board.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bank.h"
#include "tools/board.h"
#include "tools/die.h"
#include "tools/host/jobs.h"
#include "tools/host/native_memory.h"
#include "tools/report/recording.h"
#include "tools/report/report.h"
#include "tools/subcommands.h"

struct list {
    struct scenario *scenarios;
    unsigned count, room;
};

/* The values that a scenario is made of, in the order of check. */
struct choice {
    unsigned count;
    unsigned values[3];
};

/* --- input --- */

static bool prepare(const struct options *options, struct image *image,
                    struct image *bank2, struct bench *bench)
{
    char error[IMAGE_ERROR_SIZE];

    if (!board_load(options, image, bank2, error) ||
        !board_can_ask(image, &options->ask, error)) {
        complain("%s", error);
        return false;
    }
    bench->image = image;
    bench->library = bank_has_library(image, &bench->record);
    if (options->bank2 == BANK2_FILE) {
        bench->bank2_image = bank2;
        bench->bank2_hash = scenario_hash(bank2->file, bank2->file_size);
    }
    return true;
}

/* Can the board of the scenario be built? TEXT is what asked for it. */
static bool possible(const struct bench *bench, const struct scenario *scenario,
                     const char *text)
{
    char error[IMAGE_ERROR_SIZE];
    if (board_takes(&bench->part, bench->image, scenario->bank2, error))
        return true;
    complain("%s: %s", text, error);
    return false;
}

/* --- scenarios --- */

static void add(struct list *list, const struct scenario *scenario)
{
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 64;
        list->scenarios =
            xrealloc(list->scenarios, list->room * sizeof *list->scenarios);
    }
    list->scenarios[list->count++] = *scenario;
}

static void add_readings(struct list *list, const struct options *options,
                         struct scenario scenario)
{
    unsigned count = readings_count(scenario.rom);
    for (unsigned i = 0; i < count; i++) {
        scenario.readings = readings_nth(scenario.rom, i);
        if (readings_agree(scenario.rom, scenario.readings,
                           options->reading_mask, options->readings))
            add(list, &scenario);
    }
}

static struct choice choose(const struct options *options, unsigned told,
                            unsigned value, struct choice all)
{
    return options->told & told ? (struct choice){1, {value}} : all;
}

static void add_rom(struct list *list, const struct options *options,
                    const struct bench *bench, struct scenario scenario)
{
    bool two = bench->part.bank2_base;
    bool room = two && !bank_2_taken(bench->image, &bench->part);
    struct choice bfb2 = choose(options, TOLD_BFB2, options->bfb2,
                                (struct choice){two ? 2 : 1, {0, 1}});
    struct choice bank2 = choose(
        options, TOLD_BANK2, options->bank2,
        (struct choice){room ? 3 : 1, {BANK2_BLANK, BANK2_APP, BANK2_NOISE}});
    struct choice rdp =
        choose(options, TOLD_RDP, options->rdp, (struct choice){2, {0, 1}});

    for (unsigned i = 0; i < bfb2.count; i++)
        for (unsigned j = 0; j < bank2.count; j++)
            for (unsigned k = 0; k < rdp.count; k++) {
                scenario.bfb2 = bfb2.values[i];
                scenario.bank2 = bank2.values[j];
                scenario.rdp = rdp.values[k];
                add_readings(list, options, scenario);
            }
}

static void expand(struct list *list, const struct options *options,
                   const struct bench *bench)
{
    struct scenario scenario = {
        .bank2_hash = options->bank2 == BANK2_FILE ? bench->bank2_hash : 0,
        .boot0 = options->boot0,
        .wdg_sw = options->wdg_sw,
    };
    for (unsigned i = 0; i < options->rom_count; i++) {
        const struct option_rom *rom = &options->roms[i];
        scenario.rom = rom->version;
        scenario.rom_hash =
            rom->bytes ? scenario_hash(rom->bytes, ROM_IMAGE_SIZE) : 0;
        add_rom(list, options, bench, scenario);
    }
    for (unsigned i = 0; options->rom_count == 0 && i < ROM_VERSIONS; i++) {
        scenario.rom = i;
        add_rom(list, options, bench, scenario);
    }
}

static bool rom_given(const struct options *options, uint32_t hash)
{
    for (unsigned i = 0; i < options->rom_count; i++)
        if (options->roms[i].bytes &&
            scenario_hash(options->roms[i].bytes, ROM_IMAGE_SIZE) == hash)
            return true;
    return false;
}

/* The files that an id names by their hash must be given beside it. */
static bool files_given(const struct options *options,
                        const struct bench *bench,
                        const struct scenario *scenario, const char *id)
{
    if (scenario->rom == ROM_FILE && !rom_given(options, scenario->rom_hash)) {
        complain("--only %s: no --rom FILE with that hash is given", id);
        return false;
    }
    if (scenario->bank2 == BANK2_FILE &&
        (!bench->bank2_image || bench->bank2_hash != scenario->bank2_hash)) {
        complain("--only %s: no --bank2 FILE with that hash is given", id);
        return false;
    }
    return true;
}

static bool pick(struct list *list, const struct options *options,
                 const struct bench *bench)
{
    char error[IMAGE_ERROR_SIZE];
    struct scenario scenario;

    for (unsigned i = 0; i < options->only_count; i++) {
        const char *id = options->only[i];
        if (!scenario_parse(id, &scenario, error, sizeof error)) {
            complain("--only %s: %s", id, error);
            return false;
        }
        if (!files_given(options, bench, &scenario, id) ||
            !possible(bench, &scenario, id))
            return false;
        add(list, &scenario);
    }
    return true;
}

static bool find_scenarios(struct list *list, const struct options *options,
                           const struct bench *bench)
{
    const struct scenario told = {.bank2 = options->bank2};
    if (options->only_count)
        return pick(list, options, bench);
    if (!possible(bench, &told, "--bank2"))
        return false;
    expand(list, options, bench);
    return true;
}

/* --- output --- */

static int write_report(const struct options *options,
                        const struct bench *bench, const struct result *results,
                        unsigned count)
{
    static void (*const formats[])(const struct report *, FILE *) = {
        [FORMAT_TEXT] = report_text,
        [FORMAT_JSON] = report_json,
        [FORMAT_JUNIT] = report_junit,
    };
    struct report report = {
        .firmware = options->image,
        .part = bench->part.name,
        .results = results,
        .count = count,
        .verbose = options->verbose,
    };
    for (unsigned i = 0; i < count; i++)
        report.passed += results[i].pass;
    formats[options->format](&report, stdout);
    if (fflush(stdout) || ferror(stdout))
        return complain("the results cannot be written: %s", strerror(errno));
    return report.passed == count ? 0 : EXIT_FAILED;
}

/* A trace is of one scenario. */
static bool open_recording(const struct options *options, struct bench *bench,
                           struct recording *recording, unsigned count)
{
    if (!recording_wanted(options))
        return true;
    if (count != 1) {
        complain("check: --trace and --vcd show one scenario, and these "
                 "options leave %u; name one with --only ID",
                 count);
        return false;
    }
    bench->recording = recording;
    return recording_open(recording, options, bench->image);
}

static int run_scenarios(const struct options *options,
                         const struct bench *bench, const struct list *list)
{
    unsigned jobs = options->jobs ? options->jobs : jobs_default();
    struct result *results =
        jobs_run(bench, list->scenarios, list->count, jobs);
    int status = 0;

    if (bench->recording && !recording_close(bench->recording))
        status = EXIT_USAGE;
    if (!bench->recording || !recording_lost_stdout(bench->recording)) {
        int verdict = write_report(options, bench, results, list->count);
        status = status ? status : verdict;
    }
    jobs_free(results, list->count);
    return status;
}

static int check(const struct options *options, struct bench *bench)
{
    struct list list = {0};
    struct recording *recording = xcalloc(1, sizeof *recording);
    int status = EXIT_USAGE;

    if (find_scenarios(&list, options, bench) &&
        open_recording(options, bench, recording, list.count))
        status = run_scenarios(options, bench, &list);
    free(recording);
    free(list.scenarios);
    return status;
}

int check_main(const struct options *options)
{
    struct image image = {0}, bank2 = {0};
    struct bench bench = {
        .part = options->part,
        .roms = options->roms,
        .rom_count = options->rom_count,
        .ask = &options->ask,
        .want = options->want,
        .until_us = options->until_us,
        .decoder = xcalloc(1, sizeof *bench.decoder),
        .strict = options->strict,
    };
    int status = EXIT_USAGE;

    decoder_native(bench.decoder, native_memory());
    if (prepare(options, &image, &bank2, &bench))
        status = check(options, &bench);
    native_memory_free(bench.decoder->native);
    free(bench.decoder);
    image_free(&bank2);
    image_free(&image);
    return status;
}

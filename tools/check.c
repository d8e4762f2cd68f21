/* SPDX-License-Identifier: MIT
 *
 * `boot0 check`: runs an image on every ROM and reading and checks that it
 * reaches the ROM. Options that are left out are tried with every value, BFB2
 * only with --all; every scenario starts on a new board.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/board_options.h"
#include "tools/die.h"
#include "tools/host/jobs.h"
#include "tools/printable.h"
#include "tools/report/places.h"
#include "tools/report/report.h"
#include "tools/report/trace_files.h"
#include "tools/subcommands.h"

/* --- input --- */

static bool prepare(const struct options *options, struct image *image,
                    struct image *bank2, struct campaign *campaign)
{
    char error[IMAGE_ERROR_SIZE];

    if (!board_options_load(options, false, image, bank2, error) ||
        !ask_possible(image, &options->ask, error)) {
        complain("%s", error);
        return false;
    }
    campaign_load(campaign, image, options->bank2 == BANK2_FILE ? bank2 : NULL);
    return true;
}

/* --- boards --- */

static unsigned given(const struct options *options, unsigned given,
                      unsigned value)
{
    return options->given & given ? 1u << value : 0;
}

/* Parts are delivered with BFB2=0. With BFB2=1 some scenarios fail with every
 * image. */
static bool leaves_out_bfb2(const struct options *options)
{
    return options->part.bank2_base && !options->all &&
           !(options->given & GIVEN_BFB2) && options->only_count == 0;
}

static struct campaign_boards asked_boards(const struct options *options)
{
    unsigned delivered = options->all ? 0 : 1u << 0;
    return (struct campaign_boards){
        .values = {[BOARD_BFB2] = options->given & GIVEN_BFB2
                                      ? 1u << options->bfb2
                                      : delivered,
                   [BOARD_BANK2] = given(options, GIVEN_BANK2, options->bank2),
                   [BOARD_RDP] = given(options, GIVEN_RDP, options->rdp),
                   [BOARD_BOOT0] = 1u << options->boot0,
                   [BOARD_WDG_SW] = 1u << options->wdg_sw},
        .readings = options->readings,
        .reading_mask = options->reading_mask,
    };
}

static bool expand(struct board_list *list, const struct options *options,
                   const struct campaign *campaign)
{
    const struct campaign_boards boards = asked_boards(options);
    char error[IMAGE_ERROR_SIZE];
    for (unsigned i = 0; i < options->only_count; i++) {
        const char *id = options->only[i];
        if (campaign_select(campaign, &boards, id, list, error))
            continue;
        complain("--only %s: %s", id, error);
        return false;
    }
    if (options->only_count || campaign_expand(campaign, &boards, list, error))
        return true;
    complain("--bank2: %s", error);
    return false;
}

/* --- output --- */

static int write_report(const struct options *options,
                        const struct campaign *campaign,
                        const struct result_list *list)
{
    static void (*const formats[])(const struct report *, FILE *) = {
        [FORMAT_TEXT] = report_text,
        [FORMAT_JSON] = report_json,
        [FORMAT_JUNIT] = report_junit,
    };
    char *firmware = printable(xstrdup(options->image));
    struct places places;
    struct report report = {
        .firmware = firmware,
        .part = campaign->part.name,
        .results = list->results,
        .count = list->count,
        .verbose = options->verbose,
        .no_symbols = campaign->image->symbol_count == 0,
        .left_out = leaves_out_bfb2(options)
                        ? "BFB2=1 (parts are delivered with BFB2=0); --all "
                          "tries both"
                        : NULL,
    };
    for (unsigned i = 0; i < list->count; i++) {
        const struct result *result = &list->results[i];
        *(result->pass ? &report.passed : &report.failed) += result->count;
    }
    places_open(&places, campaign->image);
    places_fill(&places, list->results, list->count);
    formats[options->format](&report, stdout);
    places_close(&places);
    free(firmware);
    return report.failed ? EXIT_FAILED : 0;
}

/* A trace contains one run. */
static bool open_recording(const struct options *options,
                           struct campaign *campaign, struct trace_files *files,
                           const struct board_list *list)
{
    if (!trace_files_wanted(options))
        return true;
    if (list->count != 1) {
        complain("check: --trace and --vcd show one scenario, and these "
                 "options leave %u boards; name one with --only ID",
                 list->count);
        return false;
    }
    campaign->observers = &files->observers;
    return trace_files_open(files, options, campaign->image);
}

static int run_boards(const struct options *options,
                      const struct campaign *campaign,
                      const struct board_list *list, struct trace_files *files)
{
    unsigned jobs = options->jobs ? options->jobs : jobs_default();
    struct result_list results = jobs_run(campaign, list, jobs);
    int status = trace_files_close(files) ? 0 : EXIT_USAGE;

    if (!trace_files_lost_stdout(files)) {
        int verdict = write_report(options, campaign, &results);
        status = status ? status : verdict;
    }
    free(results.results);
    return status;
}

static int check(const struct options *options, struct campaign *campaign)
{
    struct board_list list = {0};
    struct trace_files *files = xcalloc(1, sizeof *files);
    int status = EXIT_USAGE;

    if (expand(&list, options, campaign) &&
        open_recording(options, campaign, files, &list))
        status = run_boards(options, campaign, &list, files);
    free(files);
    free(list.boards);
    return status;
}

int check_main(const struct options *options)
{
    struct image image = {0}, bank2 = {0};
    struct campaign campaign = {
        .part = options->part,
        .roms = options->roms,
        .rom_count = options->rom_count,
        .ask = &options->ask,
        .want = options->want,
        .until_us = options->until_us,
        .decoder = xcalloc(1, sizeof *campaign.decoder),
        .strict = options->strict,
    };
    int status = EXIT_USAGE;

    if (prepare(options, &image, &bank2, &campaign))
        status = check(options, &campaign);
    free(campaign.decoder);
    image_free(&bank2);
    image_free(&image);
    return status;
}

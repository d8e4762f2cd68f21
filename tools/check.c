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

/* --- scenarios --- */

static bool pick(struct scenario_list *list, const struct options *options,
                 const struct campaign *campaign)
{
    char error[IMAGE_ERROR_SIZE];
    for (unsigned i = 0; i < options->only_count; i++) {
        const char *id = options->only[i];
        if (campaign_add(campaign, id, list, error))
            continue;
        complain("--only %s: %s", id, error);
        return false;
    }
    return true;
}

static struct campaign_values given(const struct options *options,
                                    unsigned given, unsigned value)
{
    return options->given & given ? (struct campaign_values){1, {value}}
                                  : (struct campaign_values){0};
}

/* Parts are delivered with BFB2=0. With BFB2=1 some scenarios fail with every
 * image. */
static bool leaves_out_bfb2(const struct options *options)
{
    return options->part.bank2_base && !options->all &&
           !(options->given & GIVEN_BFB2) && options->only_count == 0;
}

static bool expand(struct scenario_list *list, const struct options *options,
                   const struct campaign *campaign)
{
    const struct campaign_boards boards = {
        .bfb2 = leaves_out_bfb2(options)
                    ? (struct campaign_values){1, {0}}
                    : given(options, GIVEN_BFB2, options->bfb2),
        .bank2 = given(options, GIVEN_BANK2, options->bank2),
        .rdp = given(options, GIVEN_RDP, options->rdp),
        .boot0 = options->boot0,
        .wdg_sw = options->wdg_sw,
        .readings = options->readings,
        .reading_mask = options->reading_mask,
    };
    char error[IMAGE_ERROR_SIZE];
    if (campaign_expand(campaign, &boards, list, error))
        return true;
    complain("--bank2: %s", error);
    return false;
}

/* --- output --- */

/* The names in an error come from the image. */
static void make_printable(struct finding *findings, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        printable(findings[i].text);
        printable(findings[i].where);
    }
}

static int write_report(const struct options *options,
                        const struct campaign *campaign, struct result *results,
                        unsigned count)
{
    static void (*const formats[])(const struct report *, FILE *) = {
        [FORMAT_TEXT] = report_text,
        [FORMAT_JSON] = report_json,
        [FORMAT_JUNIT] = report_junit,
    };
    char *firmware = printable(xstrdup(options->image));
    struct report report = {
        .firmware = firmware,
        .part = campaign->part.name,
        .results = results,
        .count = count,
        .verbose = options->verbose,
        .left_out = leaves_out_bfb2(options)
                        ? "BFB2=1 (parts are delivered with BFB2=0); --all "
                          "tries both"
                        : NULL,
    };
    for (unsigned i = 0; i < count; i++) {
        report.passed += results[i].pass;
        make_printable(results[i].causes, results[i].cause_count);
        make_printable(results[i].warnings, results[i].warning_count);
    }
    formats[options->format](&report, stdout);
    free(firmware);
    return report.passed == count ? 0 : EXIT_FAILED;
}

/* A trace contains one scenario. */
static bool open_recording(const struct options *options,
                           struct campaign *campaign, struct trace_files *files,
                           unsigned count)
{
    if (!trace_files_wanted(options))
        return true;
    if (count != 1) {
        complain("check: --trace and --vcd show one scenario, and these "
                 "options leave %u; name one with --only ID",
                 count);
        return false;
    }
    campaign->observers = &files->observers;
    return trace_files_open(files, options, campaign->image);
}

/* Where a run met what `gate` decides, the scenario is run with gate=open, too:
 * returns all results, or `strict` itself if there are no more. */
static struct result *with_gate_open(const struct campaign *campaign,
                                     struct result *strict, unsigned *count,
                                     unsigned jobs)
{
    struct scenario_list list = {0};
    for (unsigned i = 0; i < *count; i++)
        if (strict[i].gate && !campaign_add_open(&list, &strict[i].scenario))
            die("out of memory");
    if (!list.count)
        return strict;
    struct result *all = xcalloc(*count + list.count, sizeof *all);
    memcpy(all, strict, *count * sizeof *all);
    struct result *open = jobs_run(campaign, list.scenarios, list.count, jobs);
    memcpy(all + *count, open, list.count * sizeof *all);
    jobs_free(open, list.count);
    free(list.scenarios);
    *count += list.count;
    return all;
}

/* Scenarios that --only names run as they are. */
static bool varies_gate(const struct options *options)
{
    return options->only_count == 0 &&
           !(options->reading_mask & 1u << READING_GATE);
}

static int run_scenarios(const struct options *options,
                         const struct campaign *campaign,
                         const struct scenario_list *list,
                         struct trace_files *files)
{
    unsigned jobs = options->jobs ? options->jobs : jobs_default();
    unsigned count = list->count;
    struct result *strict =
        jobs_run(campaign, list->scenarios, list->count, jobs);
    int status = trace_files_close(files) ? 0 : EXIT_USAGE;
    struct result *results = strict;

    if (varies_gate(options) && !campaign->observers)
        results = with_gate_open(campaign, strict, &count, jobs);
    if (!trace_files_lost_stdout(files)) {
        int verdict = write_report(options, campaign, results, count);
        status = status ? status : verdict;
    }
    if (results != strict)
        free(results);
    jobs_free(strict, list->count);
    return status;
}

static int check(const struct options *options, struct campaign *campaign)
{
    struct scenario_list list = {0};
    struct trace_files *files = xcalloc(1, sizeof *files);
    bool found = options->only_count ? pick(&list, options, campaign)
                                     : expand(&list, options, campaign);
    int status = EXIT_USAGE;

    if (found && open_recording(options, campaign, files, list.count))
        status = run_scenarios(options, campaign, &list, files);
    free(files);
    free(list.scenarios);
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

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
#include "tools/host/workers.h"
#include "tools/printable.h"
#include "tools/report/ask_words.h"
#include "tools/report/places.h"
#include "tools/report/report.h"
#include "tools/report/report_files.h"
#include "tools/report/style.h"
#include "tools/report/trace_files.h"
#include "tools/subcommands.h"
#include "tools/update_check.h"

/* --- input --- */

static bool prepare(const struct options *options, struct image *image,
                    struct image *bank2, struct campaign *campaign)
{
    char error[IMAGE_ERROR_SIZE];

    if (!board_options_load(options, false, image, bank2, error) ||
        !asks_possible(image, &options->asks, error)) {
        complain("%s", error);
        return false;
    }
    if (options->format != FORMAT_TEXT || options->list)
        board_options_complain_library(options, image);
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
    if (!options->only_count &&
        !campaign_expand(campaign, &boards, list, error)) {
        complain("--bank2: %s", error);
        return false;
    }
    if (list->count == 0)
        complain("check: none of these ROMs has USB, which this needs; V4.0 "
                 "and V4.1 do");
    return list->count;
}

/* --- output --- */

/* Describes what the image has of the library. */
static const char *library_in_words(const struct campaign *campaign)
{
    struct record record;
    if (campaign->library)
        return "with the library";
    return record_find(campaign->image, &record)
               ? "with the library, which is not in use"
               : "without the library";
}

static void print_report(const struct report *report)
{
    static void (*const formats[])(const struct report *, FILE *) = {
        [FORMAT_TEXT] = report_text,
        [FORMAT_JSON] = report_json,
        [FORMAT_JUNIT] = report_junit,
    };
    formats[report->options->format](report, stdout);
}

/* Writes everything about the results of so many boards; returns the exit
 * status. */
static int write_report(const struct options *options,
                        const struct campaign *campaign, unsigned boards,
                        const struct result_list *list,
                        struct report_files *files)
{
    char *firmware = printable(xstrdup(options->image));
    struct places places;
    char asked[ASK_WORDS], idle[IMAGE_ERROR_SIZE];
    struct report report = {
        .options = options,
        .campaign = campaign,
        .firmware = firmware,
        .library = library_in_words(campaign),
        .asked = asked,
        .idle = board_options_remark(options, campaign->image, idle)
                    ? printable(idle)
                    : NULL,
        .results = list->results,
        .count = list->count,
        .no_symbols = campaign->image->symbol_count == 0,
        .coloured = style_wanted(stdout),
        .selected = options->only_count ? boards : 0,
        .left_out = leaves_out_bfb2(options)
                        ? "BFB2=1 (parts are delivered with BFB2=0); --all "
                          "tries both"
                        : NULL,
    };
    places_open(&places, campaign->image);
    places_fill(&places, list->results, list->count);
    ask_words(&options->asks, asked);
    summary_make(&report.summary, list->results, list->count);
    print_report(&report);
    int status = report.summary.failed ? EXIT_FAILED : 0;
    if (!report_files_write(files, &report))
        status = EXIT_USAGE;
    summary_free(&report.summary);
    places_close(&places);
    free(firmware);
    return status;
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

/* What is open while the boards run. */
struct outputs {
    struct trace_files traces;
    struct report_files files;
};

static int run_boards(const struct options *options,
                      const struct campaign *campaign,
                      const struct board_list *list, struct outputs *outputs)
{
    unsigned jobs = options->jobs ? options->jobs : workers_default();
    struct result_list results = jobs_run(campaign, list, jobs);
    int status = trace_files_close(&outputs->traces) ? 0 : EXIT_USAGE;

    if (trace_files_lost_stdout(&outputs->traces)) {
        report_files_abandon(&outputs->files);
    } else {
        int verdict = write_report(options, campaign, list->count, &results,
                                   &outputs->files);
        status = status ? status : verdict;
    }
    free(results.results);
    return status;
}

/* Keeps the boards of the shard. */
static void take_shard(const struct options *options, struct board_list *list)
{
    const struct shard shard = options->shard;
    unsigned kept = 0;
    for (unsigned i = 0; shard.count && i < list->count; i++)
        if (i % shard.count == shard.index)
            list->boards[kept++] = list->boards[i];
    if (shard.count)
        list->count = kept;
}

/* One line: the id, and the board as the table names it. */
static void print_board(const struct campaign_board *board, unsigned count)
{
    char id[SCENARIO_ID], rom[SCENARIO_ROM], name[SUMMARY_BOARD];
    scenario_format(&board->scenario, id);
    summary_rom(&board->scenario, rom);
    summary_board(&board->scenario, name);
    printf("%-34s  %s, %s (%u combination%s of readings)\n", id, rom, name,
           count, count == 1 ? "" : "s");
}

static int print_boards(const struct board_list *list)
{
    unsigned all = 0;
    for (unsigned i = 0; i < list->count; i++) {
        unsigned count = readings_set_count(&list->boards[i].readings, ~0u);
        print_board(&list->boards[i], count);
        all += count;
    }
    printf("%u board%s, %u scenarios\n", list->count,
           list->count == 1 ? "" : "s", all);
    return 0;
}

static int check(const struct options *options, struct campaign *campaign)
{
    struct board_list list = {0};
    struct outputs *outputs = xcalloc(1, sizeof *outputs);
    int status = EXIT_USAGE;

    if (expand(&list, options, campaign)) {
        take_shard(options, &list);
        if (options->list)
            status = print_boards(&list);
        else if (report_files_open(&outputs->files, options) &&
                 open_recording(options, campaign, &outputs->traces, &list))
            status = run_boards(options, campaign, &list, outputs);
        else
            report_files_abandon(&outputs->files);
    }
    free(outputs);
    free(list.boards);
    return status;
}

int check_main(const struct options *options)
{
    struct image image = {0}, bank2 = {0};
    struct campaign campaign = board_options_campaign(options);
    int status = EXIT_USAGE;

    campaign.want = options->want;
    campaign.cuts = options->cuts;
    campaign.until_us = options->until_us;
    campaign.decoder = xcalloc(1, sizeof *campaign.decoder);

    if (prepare(options, &image, &bank2, &campaign))
        status = options->update ? update_check(options, &campaign)
                                 : check(options, &campaign);
    free(campaign.decoder);
    image_free(&bank2);
    image_free(&image);
    return status;
}

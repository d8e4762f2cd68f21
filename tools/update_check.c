/* SPDX-License-Identifier: MIT */
#include "tools/update_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/image_file.h"
#include "bench/parts.h"
#include "bench/update_id.h"
#include "bench/update_run.h"
#include "tools/board_options.h"
#include "tools/die.h"
#include "tools/host/update_jobs.h"
#include "tools/host/workers.h"
#include "tools/printable.h"
#include "tools/report/report_files.h"
#include "tools/report/style.h"
#include "tools/report/trace_files.h"
#include "tools/report/update_report.h"

/* The orders of hosts that exist: stm32flash and dfu-util, and boot0 flash. */
enum { REAL_HOSTS = 1 << FLASH_POLICY_ADDRESS | 1 << FLASH_POLICY_FIRST_LAST };

/* --- what is asked for --- */

static bool possible(const struct options *options)
{
    const char *what = options->rdp           ? "--rdp: at level 0 only"
                       : options->shard.count ? "--shard"
                       : options->list        ? "--list"
                       : options->junit || options->format == FORMAT_JUNIT
                           ? "JUnit"
                       : trace_files_wanted(options) ? "--trace and --vcd"
                                                     : NULL;
    if (what)
        complain("check: not with --update: %s", what);
    return !what;
}

static bool has_usb(unsigned rom)
{
    const struct rom_info *info = rom_info(rom);
    return info && info->usb;
}

static struct scenario board_of(const struct options *options,
                                const struct campaign *campaign, unsigned rom)
{
    struct scenario scenario = {
        .rom = options->rom_count ? options->roms[rom].version
                                  : parts_default_rom(&options->part),
        .readings = options->readings,
        .asked = options->reading_mask,
        .bank2 = options->bank2,
        .bank2_hash = campaign->bank2_hash,
        .bfb2 = options->bfb2,
        .boot0 = options->boot0,
        .wdg_sw = options->wdg_sw,
    };
    if (rom_is_file(scenario.rom))
        scenario.rom_hash =
            scenario_hash(options->roms[rom].bytes, options->roms[rom].size);
    return scenario;
}

static void prepare(struct update *update, const struct campaign *campaign,
                    const struct image *next)
{
    if (!update_images(update, campaign, next))
        die("out of memory");
}

/* --- every cut --- */

struct updates {
    struct update_result *results; /* to be freed */
    unsigned count;
};

static void run_one(const struct options *options, const struct update *update,
                    struct updates *updates)
{
    unsigned jobs = options->jobs ? options->jobs : workers_default();
    updates->results = xrealloc(updates->results, (updates->count + 1) *
                                                      sizeof *updates->results);
    update_jobs_run(update, jobs, &updates->results[updates->count++]);
}

static void run_board(const struct options *options, struct update *update,
                      struct updates *updates)
{
    unsigned policies = options->policies ? options->policies : REAL_HOSTS;
    for (unsigned i = 0; i < FLASH_POLICIES; i++) {
        update->policy = (enum flash_policy)i;
        if (policies & 1u << i)
            run_one(options, update, updates);
    }
}

/* Over USART, and over USB if a host is plugged in. */
static struct updates run_all(const struct options *options,
                              const struct campaign *campaign,
                              const struct image *next)
{
    struct updates updates = {0};
    struct update update = {0};
    prepare(&update, campaign, next);
    for (unsigned i = 0; i == 0 || i < options->rom_count; i++) {
        update.scenario = board_of(options, campaign, i);
        run_board(options, &update, &updates);
        if (!campaign->usb || !has_usb(update.scenario.rom))
            continue;
        update.scenario.host = HOST_ON_USB;
        run_board(options, &update, &updates);
    }
    update_images_free(&update);
    return updates;
}

/* --- one cut --- */

/* The update runs to the cut, without the journal of the campaign. */
static bool run_to_cut(const struct update *update, struct update_run *run,
                       const char *id)
{
    const struct scenario_cut *cut = &update->scenario.cuts[0];
    update_run(run, update, cut->cycle);
    if (run->phase == UPDATE_PHASE_FAILED)
        complain("--only %s: the update fails before: %s", id, run->error);
    else if (run->phase == UPDATE_PHASE_DONE)
        complain("--only %s: the update ends before that cycle", id);
    else if (run->machine.chip.cycle != cut->cycle ||
             cut->tears != run->journal.open)
        complain("--only %s: no operation %s at that cycle", id,
                 cut->tears ? "begins" : "ends");
    else
        return true;
    return false;
}

static int replay_cut(const struct update *update, const char *id)
{
    struct update_run *run = xmalloc(sizeof *run);
    int status = EXIT_USAGE;
    if (run_to_cut(update, run, id)) {
        struct update_fork *fork = update_fork_new(update, &run->journal);
        if (!fork)
            die("out of memory");
        update_fork_take(fork, &run->machine.chip,
                         update->scenario.cuts[0].torn);
        struct update_end end = update_fork_boot(fork);
        enum update_verdict verdict = update_verdict(end.why);
        printf("%s\n%s: %s%s\n", id, update_verdict_name(verdict),
               update_why_words(end.why),
               end.reset ? ", once the reset button is pressed" : "");
        status = verdict == UPDATE_NO_WAY_BACK ? EXIT_FAILED : 0;
        free(fork);
    }
    nvm_journal_free(&run->journal);
    free(run);
    return status;
}

static int replay_one(const struct campaign *campaign, const struct image *next,
                      const char *id)
{
    struct update update = {0};
    char error[IMAGE_ERROR_SIZE];
    if (!update_id_parse(campaign->part.family, id, &update.scenario,
                         &update.policy, error, sizeof error))
        return complain("--only %s: %s", id, error);
    if (update.scenario.cuts[0].kind != CUT_POWER)
        return complain("--only %s: it is the id of a cut of power, as check "
                        "--update prints it",
                        id);
    if (rom_is_file(update.scenario.rom) &&
        !campaign_rom(campaign, update.scenario.rom_hash))
        return complain("--only %s: name the file of that ROM with --rom", id);
    prepare(&update, campaign, next);
    int status = replay_cut(&update, id);
    update_images_free(&update);
    return status;
}

/* The worst status counts. */
static int replay(const struct options *options,
                  const struct campaign *campaign, const struct image *next)
{
    int status = 0;
    for (unsigned i = 0; i < options->only_count; i++) {
        int one = replay_one(campaign, next, options->only[i]);
        status = one > status ? one : status;
    }
    return status;
}

/* --- output --- */

static bool write_file(struct output_file *file,
                       void (*print)(const struct update_report *, FILE *),
                       const struct update_report *report)
{
    const char *path = file->path;
    if (!file->file)
        return true;
    output_file_begin(file);
    print(report, file->file);
    if (output_file_close(file))
        return true;
    complain("%s: cannot be written: %s", path_tail(path),
             output_file_error(file->error));
    return false;
}

/* In the order of struct report_files. */
static bool write_files(struct report_files *files,
                        const struct update_report *report)
{
    enum { JSON, JUNIT, HTML };
    bool json = write_file(&files->files[JSON], update_report_json, report);
    return write_file(&files->files[HTML], update_report_html, report) && json;
}

static int report(const struct options *options, const struct updates *updates,
                  struct report_files *files)
{
    char *firmware = printable(xstrdup(options->image));
    char *next = printable(xstrdup(options->update));
    const struct update_report report = {
        .options = options,
        .firmware = firmware,
        .next = next,
        .results = updates->results,
        .count = updates->count,
        .coloured = style_wanted(stdout),
    };
    bool passed = update_report_passed(&report) == updates->count;
    if (options->format == FORMAT_JSON)
        update_report_json(&report, stdout);
    else
        update_report_text(&report, stdout);
    int status = passed ? 0 : EXIT_FAILED;
    if (!write_files(files, &report))
        status = EXIT_USAGE;
    free(firmware);
    free(next);
    return status;
}

static int run(const struct options *options, const struct campaign *campaign,
               const struct image *next)
{
    struct report_files files;
    if (options->only_count)
        return replay(options, campaign, next);
    if (!report_files_open(&files, options))
        return EXIT_USAGE;
    struct updates updates = run_all(options, campaign, next);
    int status = report(options, &updates, &files);
    free(updates.results);
    return status;
}

int update_check(const struct options *options, struct campaign *campaign)
{
    struct image next = {0};
    char error[IMAGE_ERROR_SIZE];
    int status = EXIT_USAGE;
    if (!possible(options))
        return status;
    if (image_load(options->update, &next, error) &&
        image_fits(&next, &options->part, error))
        status = run(options, campaign, &next);
    else
        complain("--update: %s", error);
    image_free(&next);
    return status;
}

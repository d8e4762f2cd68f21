/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "tools/escapes.h"
#include "tools/report/line.h"
#include "tools/report/style.h"
#include "tools/report/update_report.h"

enum { COMMAND_SIZE = 1024 };

unsigned update_report_passed(const struct update_report *report)
{
    unsigned passed = 0;
    for (unsigned i = 0; i < report->count; i++)
        passed += update_result_passes(&report->results[i]);
    return passed;
}

static uint64_t cuts_of(const struct update_result *result,
                        enum update_verdict verdict)
{
    return update_tally_verdict(&result->tally, verdict);
}

/* --- the table --- */

static int rom_width(const struct update_report *report)
{
    size_t width = 6;
    for (unsigned i = 0; i < report->count; i++) {
        char rom[SCENARIO_ROM];
        scenario_format_rom(&report->results[i].scenario, rom);
        if (strlen(rom) > width)
            width = strlen(rom);
    }
    return (int)width;
}

static void print_row(const struct update_report *report,
                      const struct update_result *result, FILE *out)
{
    char rom[SCENARIO_ROM];
    uint64_t stranded = cuts_of(result, UPDATE_NO_WAY_BACK);
    scenario_format_rom(&result->scenario, rom);
    fprintf(out, "%-*s %-6s %-11s", rom_width(report), rom,
            scenario_host_name(result->scenario.host),
            flash_policy_names[result->policy]);
    if (!result->done) {
        style_begin(out, report->coloured, STYLE_BAD);
        fprintf(out, " fails without a cut");
        style_end(out, report->coloured, STYLE_BAD);
        fputc('\n', out);
        return;
    }
    fprintf(out, "%11" PRIu32 "%9" PRIu64 "%9" PRIu32 "%9" PRIu64 "%10" PRIu64,
            result->operations, result->tally.cuts, result->states,
            cuts_of(result, UPDATE_UPDATED), cuts_of(result, UPDATE_WAY_BACK));
    enum style style = stranded ? STYLE_BAD : STYLE_GOOD;
    style_begin(out, report->coloured, style);
    fprintf(out, "%13" PRIu64, stranded);
    style_end(out, report->coloured, style);
    fputc('\n', out);
}

static void print_table(const struct update_report *report, FILE *out)
{
    fprintf(out, "%-*s %-6s %-11s%11s%9s%9s%9s%10s%13s\n", rom_width(report),
            "ROM", "host", "order", "operations", "cuts", "states", "updated",
            "way-back", "no-way-back");
    for (unsigned i = 0; i < report->count; i++)
        print_row(report, &report->results[i], out);
}

/* --- why --- */

static void print_command(const struct update_report *report,
                          const struct update_result *result,
                          const struct update_tally_row *row, FILE *out)
{
    char id[UPDATE_ID], text[COMMAND_SIZE];
    struct line line = line_begin(text, sizeof text);
    update_id_format(&result->scenario, result->policy, &row->first, id);
    line_add(&line, "boot0 check --update");
    escapes_add_word(&line, report->options->update);
    for (unsigned i = 0; i < report->options->replay_count; i++) {
        const struct option_word *word = &report->options->replay[i];
        line_add(&line, " --%s", word->name);
        if (word->argument)
            escapes_add_word(&line, word->argument);
    }
    line_add(&line, " --only %s", id);
    escapes_add_word(&line, report->options->image);
    fprintf(out, "      %s\n", text);
}

/* The reasons of one verdict, each with its first cut. */
static void print_ends(const struct update_report *report,
                       const struct update_result *result,
                       enum update_verdict verdict, FILE *out)
{
    for (unsigned i = 0; i < UPDATE_WHYS; i++) {
        const struct update_tally_row *row = &result->tally.rows[i];
        if (!row->cuts || update_verdict((enum update_why)i) != verdict)
            continue;
        fprintf(out, "%8" PRIu64 "  %s\n", row->cuts,
                update_why_words((enum update_why)i));
        if (row == update_result_worst(result))
            print_command(report, result, row, out);
    }
}

static void print_result(const struct update_report *report,
                         const struct update_result *result, FILE *out)
{
    char id[UPDATE_ID];
    update_id_format(&result->scenario, result->policy, NULL, id);
    fprintf(out, "\n%s\n", id);
    if (!result->done) {
        fprintf(out, "          %s\n", result->error);
        return;
    }
    for (unsigned i = UPDATE_VERDICTS; i--;)
        if (i == UPDATE_NO_WAY_BACK || report->options->verbose)
            print_ends(report, result, (enum update_verdict)i, out);
}

void update_report_text(const struct update_report *report, FILE *out)
{
    unsigned passed = update_report_passed(report);
    fprintf(out,
            "%s, updated with %s on an %s; power is cut at every operation on "
            "the flash:\n\n",
            report->firmware, report->next, report->options->part.name);
    print_table(report, out);
    for (unsigned i = 0; i < report->count; i++)
        if (report->options->verbose ||
            !update_result_passes(&report->results[i]))
            print_result(report, &report->results[i], out);
    fprintf(out, "\n%u of %u updates leave a way back after every cut\n",
            passed, report->count);
}

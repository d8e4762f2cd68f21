/* SPDX-License-Identifier: MIT */
#include "tools/report/report.h"

#include <string.h>

#include "bench/source.h"
#include "tools/report/headline.h"
#include "tools/report/line.h"
#include "tools/report/replay.h"
#include "tools/report/short_text.h"
#include "tools/report/style.h"
#include "tools/report/table_text.h"
#include "tools/report/wrap.h"

enum {
    WHERE_TEXT = SUMMARY_BOARD + SCENARIO_ROM + 4,
    WHOLE_MISTAKES = 3 /* on a screen; more of them are short */
};

/* --- the readings that decide --- */

/* Formats the board and the ROM of a cell: "V4.1, data in bank 2". */
static void name_cell(const struct summary *summary, unsigned row,
                      unsigned column, char text[WHERE_TEXT])
{
    char rom[SCENARIO_ROM], board[SUMMARY_BOARD];
    summary_rom(summary->roms[column], rom);
    summary_board(summary->rows[row].board, board);
    snprintf(text, WHERE_TEXT, "%s, %s:", rom, board);
}

/* Prints which readings lead to which verdict, a cell a paragraph. */
static void print_deciding(FILE *out, const struct summary *summary)
{
    const char *lead = "\n  Readings of the ROM decide:\n";
    for (unsigned i = 0; i < summary->row_count; i++)
        for (unsigned k = 0; k < summary->rom_count; k++) {
            char text[SUMMARY_DECIDE], name[WHERE_TEXT];
            if (!summary_decide(&summary->rows[i].cells[k], text))
                continue;
            name_cell(summary, i, k, name);
            fputs(lead, out);
            lead = "";
            wrap_paragraph(out, name, text);
        }
}

/* Counts the scenarios of a ROM in the cells that pass or fail as readings
 * decide. */
static void count_deciding(const struct summary *summary, unsigned column,
                           unsigned *failed, unsigned *all)
{
    *failed = *all = 0;
    for (unsigned i = 0; i < summary->row_count; i++) {
        const struct summary_cell *cell = &summary->rows[i].cells[column];
        char text[SUMMARY_DECIDE];
        if (!cell->failed || !cell->passed || !summary_decide(cell, text))
            continue;
        *failed += cell->failed;
        *all += cell->failed + cell->passed;
    }
}

/* Prints on which ROMs scenarios fail because of readings. */
static void print_decided(FILE *out, const struct summary *summary)
{
    static const char lead[] = "Readings decide: ";
    char text[SUMMARY_ROMS * (SCENARIO_ROM + 40)], name[SCENARIO_ROM];
    struct line line = line_begin(text, sizeof text);
    unsigned failed, all;
    for (unsigned i = 0; i < summary->rom_count; i++) {
        count_deciding(summary, i, &failed, &all);
        if (!failed)
            continue;
        summary_rom(summary->roms[i], name);
        line_add(&line, "%s%s: %u of %u fail", line.used ? ", " : "", name,
                 failed, all);
    }
    if (!line.used)
        return;
    fputs(lead, out);
    wrap_print(out, strlen(lead), WRAP_INDENT, text);
}

/* --- mistakes --- */

/* Prints the code, the place and the scenarios of a mistake, in one line or in
 * two. */
static void print_title(FILE *out, const struct report *report,
                        const struct summary_mistake *mistake)
{
    const struct summary *summary = &report->summary;
    const struct finding *finding = mistake->finding;
    enum style style = mistake->warning ? STYLE_WARNING : STYLE_BAD;
    const char *lead = mistake->warning ? "warning " : "";
    char where[SUMMARY_WHERE], share[SUMMARY_SHARE];
    char text[SUMMARY_WHERE + SUMMARY_SHARE + 2];

    summary_where(summary, mistake, where);
    summary_share(summary, mistake, share);
    snprintf(text, sizeof text, "%s, %s", where, share);
    style_begin(out, report->coloured, style);
    fprintf(out, "%s%s", lead, finding->code);
    style_end(out, report->coloured, style);
    fprintf(out, "%s%s", *finding->where ? "  " : "", finding->where);
    size_t column = strlen(lead) + strlen(finding->code) + strlen("  ") +
                    strlen(finding->where);
    if (!*finding->where) {
        fputs("  ", out);
        wrap_print(out, column, WRAP_INDENT, text);
    } else if (column + strlen("  ") + strlen(text) > WRAP_WIDTH) {
        fputc('\n', out);
        wrap_paragraph(out, "", text);
    } else {
        fprintf(out, "  %s\n", text);
    }
}

/* Prints the line of the source, cut at the end of the screen's. */
static void print_source(FILE *out, const struct finding *finding)
{
    char line[SOURCE_TEXT + 32];
    if (!finding->source)
        return;
    int length = snprintf(line, sizeof line, "%*s%u | %s", WRAP_INDENT, "",
                          finding->line, finding->source);
    if (length > WRAP_WIDTH)
        strcpy(line + WRAP_WIDTH - 3, "...");
    fprintf(out, "%s\n", line);
}

static void print_see(FILE *out, const struct report *report,
                      const struct result *result)
{
    char command[REPLAY_TEXT];
    replay_format(report->options, result, command);
    wrap_command(out, "See: ", command);
}

static void print_mistake(FILE *out, const struct report *report,
                          const struct summary_mistake *mistake)
{
    const struct finding *finding = mistake->finding;
    fputc('\n', out);
    print_title(out, report, mistake);
    print_source(out, finding);
    wrap_paragraph(out, "", finding->text);
    if (*finding->remedy)
        wrap_paragraph(out, "Do:", finding->remedy);
    print_see(out, report, mistake->shown);
}

/* The request is lost as it has to be: no mistake of the image. */
static void print_wiped(FILE *out, const struct report *report)
{
    char text[HEADLINE_TEXT];
    headline_wiped(&report->summary, text);
    if (!*text)
        return;
    fputc('\n', out);
    style_begin(out, report->coloured, STYLE_WARNING);
    fputs("warning wiped", out);
    style_end(out, report->coloured, STYLE_WARNING);
    fprintf(out, "  %u of %u scenarios\n", report->summary.wiped,
            report->summary.passed + report->summary.failed);
    wrap_paragraph(out, "", text);
}

/* True: beside mistakes, which are mended first, something is short. */
static bool is_shortened(const struct report *report)
{
    const struct summary *summary = &report->summary;
    unsigned count = summary->mistake_count;
    return !report->options->verbose && count &&
           !summary->mistakes[0].warning &&
           (count > WHOLE_MISTAKES || summary->mistakes[count - 1].warning);
}

static void print_mistakes(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    bool shortened = is_shortened(report);
    for (unsigned i = 0; i < summary->mistake_count; i++) {
        const struct summary_mistake *mistake = &summary->mistakes[i];
        if (!shortened || (i < WHOLE_MISTAKES && !mistake->warning))
            print_mistake(out, report, mistake);
    }
    if (shortened)
        short_text(summary, WHOLE_MISTAKES, report->coloured, out);
}

/* --- single results --- */

static void print_verdict(FILE *out, const struct result *result)
{
    fputs(verdict_name(result->verdict), out);
    if (!wanted_met(result->verdict, result->wanted))
        fprintf(out, ", wanted %s", verdict_name(result->wanted));
    if (strcmp(result->outcome, "none"))
        fprintf(out, ", outcome %s", result->outcome);
    for (unsigned i = 0; i < result->cause_count; i++)
        fprintf(out, ", %s", result->causes[i].code);
    for (unsigned i = 0; i < result->warning_count; i++)
        fprintf(out, ", [%s]", result->warnings[i].code);
}

static void print_results(FILE *out, const struct report *report)
{
    fputc('\n', out);
    for (unsigned i = 0; i < report->count; i++) {
        const struct result *result = &report->results[i];
        char id[SCENARIO_ID];
        scenario_format(&result->scenario, id);
        fprintf(out, "%s %s: ",
                !result->tested ? "none"
                : result->pass  ? "ok  "
                                : "FAIL",
                id);
        print_verdict(out, result);
        fprintf(out, " (%u)\n", result->count);
    }
}

/* --- scenarios that nothing tests --- */

static void print_reason(FILE *out, const struct report *report, bool stays,
                         const char *reason)
{
    char roms[SUMMARY_ROMS_TEXT];
    summary_apart(&report->summary, stays, roms);
    if (*roms)
        fprintf(out, "  %s: %s\n", roms, reason);
}

static void print_apart(FILE *out, const struct report *report)
{
    if (!report->summary.apart)
        return;
    fprintf(out,
            "\n  %u scenarios (-) are no test of the image: the part never "
            "starts it.\n",
            report->summary.apart);
    print_reason(out, report, true,
                 "the ROM runs from the reset on, and stays");
    print_reason(out, report, false, "the ROM starts bank 2 instead");
}

/* --- the whole --- */

/* True: a mistake has a place that symbols would name. */
static bool lacks_names(const struct report *report)
{
    const struct summary *summary = &report->summary;
    for (unsigned i = 0; report->no_symbols && i < summary->mistake_count; i++)
        if (summary->mistakes[i].finding->address)
            return true;
    return false;
}

static void print_more(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    const char *whole = is_shortened(report) ? "-v shows all. " : "";
    if (summary->mistake_count)
        fprintf(out, "%sMore about a code, with an example: boot0 explain %s\n",
                whole, summary->mistakes[0].finding->code);
    else if (summary->wiped)
        fputs("More about it: boot0 explain wiped\n", out);
}

static void print_counts(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    unsigned all = summary->passed + summary->failed;
    enum style style = summary->failed ? STYLE_BAD : STYLE_GOOD;
    char text[HEADLINE_TEXT];
    int column = fprintf(out, "%u scenario%s: %u passed, ", all,
                         all == 1 ? "" : "s", summary->passed);
    style_begin(out, report->coloured, style);
    column += fprintf(out, "%u failed", summary->failed);
    style_end(out, report->coloured, style);
    if (!summary->passed) {
        fputc('\n', out);
        return;
    }
    fputs("; ", out);
    headline_counts(summary, text);
    wrap_print(out, (size_t)column + 2, WRAP_INDENT, text);
}

static void print_cuts(FILE *out, const struct report *report)
{
    char text[SUMMARY_CUTS];
    summary_cuts(&report->summary, text);
    if (*text)
        wrap_print(out, 0, WRAP_INDENT, text);
}

static void print_total(FILE *out, const struct report *report)
{
    print_counts(out, report);
    print_cuts(out, report);
    if (lacks_names(report))
        fputs("no symbols in the image: --symbols ELF, of the same build, "
              "names the places\n",
              out);
    if (report->selected)
        fprintf(out, "--only selects %u board%s\n", report->selected,
                report->selected == 1 ? "" : "s");
    if (report->left_out)
        fprintf(out, "not tried: %s\n", report->left_out);
    fprintf(out,
            "on a virtual chip and a model ROM: %d readings, %u of them "
            "confirmed on silicon\n",
            report_readings(&report->options->part),
            report_confirmed(&report->options->part));
}

static void print_table(FILE *out, const struct report *report)
{
    char text[HEADLINE_TEXT];
    table_text(&(struct table){.summary = &report->summary,
                               .coloured = report->coloured,
                               .whole = report->options->verbose},
               out);
    headline_refused(&report->summary, text);
    if (!*text)
        return;
    int column = fprintf(out, "  application: ");
    wrap_print(out, (size_t)column, WRAP_INDENT, text);
}

/* True: a finding says that the library is not in use. */
static bool says_idle(const struct summary *summary)
{
    for (unsigned i = 0; i < summary->mistake_count; i++)
        if (strcmp(summary->mistakes[i].finding->code, "library") == 0)
            return true;
    return false;
}

/* Prints what was checked. */
static void print_subject(FILE *out, const struct report *report)
{
    int column = fprintf(out, "%s: %s, %s;", report->firmware,
                         report->options->part.name, report->library);
    if ((size_t)column + 1 + strlen(report->asked) > WRAP_WIDTH) {
        fputc('\n', out);
        wrap_paragraph(out, "", report->asked);
    } else {
        fprintf(out, " %s\n", report->asked);
    }
}

/* Prints how it ended. */
static void print_headline(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    char text[HEADLINE_TEXT];
    enum style style = summary->failed ? STYLE_BAD : STYLE_GOOD;

    headline(summary, text);
    size_t first = strcspn(text, " ");
    fputs("  ", out);
    style_begin(out, report->coloured, style);
    fprintf(out, "%.*s", (int)first, text);
    style_end(out, report->coloured, style);
    fputc(' ', out);
    wrap_print(out, 2 + first + 1, WRAP_INDENT, text + first);
    if (report->idle && !says_idle(summary)) {
        fputc('\n', out);
        wrap_paragraph(out, "Note:", report->idle);
    }
}

/* Where every ask was in vain the table has nothing to say. */
void report_text(const struct report *report, FILE *out)
{
    const struct summary *summary = &report->summary;
    bool verbose = report->options->verbose;

    print_subject(out, report);
    print_headline(out, report);
    if (verbose || !headline_in_vain(summary))
        print_table(out, report);
    print_apart(out, report);
    if (verbose)
        print_results(out, report);
    print_mistakes(out, report);
    print_wiped(out, report);
    if (verbose)
        print_deciding(out, summary);
    fputc('\n', out);
    if (!verbose)
        print_decided(out, summary);
    print_more(out, report);
    print_total(out, report);
}

/* SPDX-License-Identifier: MIT
 *
 * JUnit XML in the form that CI servers read: one test case for each board, ROM
 * and cause; times are virtual.
 */
#include "tools/report/report.h"

#include <inttypes.h>
#include <string.h>

#include "chip/clock.h"
#include "tools/report/markup.h"

static void print_time(FILE *out, uint64_t ps)
{
    uint64_t us = ps / PS_PER_US, second = PS_PER_S / PS_PER_US;
    fprintf(out, "%" PRIu64 ".%06" PRIu64, us / second, us % second);
}

/* Results of one board and ROM. */
struct case_board {
    const struct result *results;
    unsigned count;
    char name[SUMMARY_BOARD + SCENARIO_ROM + 2];
    char rom[SCENARIO_ROM];
};

static struct case_board next_case_board(const struct report *report,
                                         unsigned first)
{
    struct case_board board = {.results = &report->results[first]};
    const struct scenario *scenario = &board.results[0].scenario;
    char name[SUMMARY_BOARD], rom[SCENARIO_ROM];

    while (first + board.count < report->count &&
           scenario_related(scenario, &board.results[board.count].scenario))
        board.count++;
    summary_board(scenario, name);
    summary_rom(scenario, rom);
    scenario_format_rom(scenario, board.rom);
    snprintf(board.name, sizeof board.name, "%s: %s", rom, name);
    return board;
}

/* --- cases --- */

/* Prints " in FUNCTION": the name of a case stays the same when a line is
 * inserted in front of the mistake. */
static void print_function(FILE *out, const struct finding *finding)
{
    char function[FINDING_WHERE];
    const char *comma = strrchr(finding->where, ',');
    const char *start = comma ? comma + 2 : finding->where;
    snprintf(function, sizeof function, "%.*s", (int)strcspn(start, "+"),
             start);
    if (!*function || strncmp(function, "0x", 2) == 0)
        return;
    fputs(" in ", out);
    markup_text(out, function);
}

static void open_case(FILE *out, const struct case_board *board,
                      const char *code, const struct finding *finding,
                      uint64_t ps)
{
    fprintf(out, "    <testcase classname=\"boot0.%s\" name=\"", board->rom);
    markup_text(out, board->name);
    if (code)
        fprintf(out, ": %s", code);
    if (finding)
        print_function(out, finding);
    fputs("\" time=\"", out);
    print_time(out, ps);
    fputc('"', out);
    if (finding && finding->file) {
        fputs(" file=\"", out);
        markup_text(out, finding->path);
        fprintf(out, "\" line=\"%u\"", finding->line);
    }
    fputc('>', out);
}

static void print_ids(FILE *out, const struct result *result)
{
    char id[SCENARIO_ID];
    scenario_format(&result->scenario, id);
    fprintf(out, "scenario: %s (%u)\n", id, result->count);
}

static void print_failure(FILE *out, const struct result *result,
                          const struct finding *cause)
{
    fprintf(out, "<failure type=\"%s\" message=\"%s, wanted %s\">",
            verdict_name(result->verdict), verdict_name(result->verdict),
            verdict_name(result->wanted));
    if (cause) {
        markup_text(out, cause->text);
        fputc('\n', out);
        if (*cause->remedy) {
            fputs("Do: ", out);
            markup_text(out, cause->remedy);
            fputc('\n', out);
        }
    }
    print_ids(out, result);
    fputs("</failure>", out);
}

/* True: a result before this one, or an earlier cause of it, is the same. */
static bool had(const struct case_board *board, unsigned index, unsigned cause)
{
    const struct finding *this = &board->results[index].causes[cause];
    for (unsigned i = 0; i <= index; i++) {
        const struct result *result = &board->results[i];
        unsigned count = i < index ? result->cause_count : cause;
        for (unsigned k = 0; k < count; k++)
            if (summary_same(&result->causes[k], this))
                return true;
    }
    return false;
}

/* True: a result before this one failed without a cause, too. */
static bool had_failure(const struct case_board *board, unsigned index)
{
    for (unsigned i = 0; i < index; i++)
        if (!board->results[i].pass && !board->results[i].cause_count)
            return true;
    return false;
}

static void print_warnings(FILE *out, const struct result *result)
{
    if (!result->warning_count)
        return;
    fputs("<system-out>", out);
    for (unsigned i = 0; i < result->warning_count; i++) {
        const struct finding *warning = &result->warnings[i];
        fprintf(out, "warning %s%s", warning->code,
                *warning->where ? " at " : "");
        markup_text(out, warning->where);
        fputs(": ", out);
        markup_text(out, warning->text);
        fputc('\n', out);
    }
    fputs("</system-out>", out);
}

/* Counts the cases of a board, and prints them if OUT is not NULL: one for each
 * of its causes and one for failures without a cause, or one that passes or is
 * skipped. */
struct cases {
    unsigned all, failed, skipped;
};

static void failed_case(FILE *out, const struct case_board *board,
                        const struct result *result,
                        const struct finding *cause, struct cases *cases)
{
    cases->all++;
    cases->failed++;
    if (!out)
        return;
    open_case(out, board, cause ? cause->code : NULL, cause, result->ps);
    print_failure(out, result, cause);
    print_warnings(out, result);
    fputs("</testcase>\n", out);
}

static void other_case(FILE *out, const struct case_board *board,
                       struct cases *cases)
{
    const struct result *result = &board->results[0];
    cases->all++;
    cases->skipped += !result->tested;
    if (!out)
        return;
    open_case(out, board, NULL, NULL, result->ps);
    if (!result->tested)
        fputs("<skipped message=\"the part never starts the image\"/>", out);
    print_warnings(out, result);
    fputs("</testcase>\n", out);
}

static void board_cases(FILE *out, const struct case_board *board,
                        struct cases *cases)
{
    unsigned before = cases->failed;
    for (unsigned i = 0; i < board->count; i++) {
        const struct result *result = &board->results[i];
        if (!result->tested || result->pass)
            continue;
        for (unsigned k = 0; k < result->cause_count; k++)
            if (!had(board, i, k))
                failed_case(out, board, result, &result->causes[k], cases);
        if (!result->cause_count && !had_failure(board, i))
            failed_case(out, board, result, NULL, cases);
    }
    if (cases->failed == before)
        other_case(out, board, cases);
}

static struct cases print_cases(FILE *out, const struct report *report)
{
    struct cases cases = {0};
    for (unsigned i = 0; i < report->count;) {
        struct case_board board = next_case_board(report, i);
        board_cases(out, &board, &cases);
        i += board.count;
    }
    return cases;
}

void report_junit(const struct report *report, FILE *out)
{
    struct cases cases = print_cases(NULL, report);
    uint64_t ps = 0;
    for (unsigned i = 0; i < report->count; i++)
        ps += report->results[i].ps;

    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
          "  <testsuite name=\"boot0 check ",
          out);
    markup_text(out, report->firmware);
    fprintf(out,
            "\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\" "
            "time=\"",
            cases.all, cases.failed, cases.skipped);
    print_time(out, ps);
    fprintf(out,
            "\">\n    <properties><property name=\"part\" value=\"%s\"/>"
            "<property name=\"readings\" value=\"%d\"/>"
            "<property name=\"readings confirmed on silicon\" value=\"%u\"/>"
            "</properties>\n",
            report->options->part.name, report_readings(&report->options->part),
            report_confirmed(&report->options->part));
    print_cases(out, report);
    fputs("  </testsuite>\n</testsuites>\n", out);
}

/* SPDX-License-Identifier: MIT */
#include "tools/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "tools/die.h"
#include "tools/report/result_group.h"

/* A mistake at one place, and the number of scenarios with it. */
struct tally {
    const struct finding *first;
    unsigned count;
};

struct tallies {
    struct tally *list;
    unsigned count;
};

static void add(struct tallies *tallies, const struct finding *finding,
                unsigned count)
{
    for (unsigned i = 0; i < tallies->count; i++) {
        if (!result_same_finding(tallies->list[i].first, finding))
            continue;
        tallies->list[i].count += count;
        return;
    }
    tallies->list =
        xrealloc(tallies->list, (tallies->count + 1) * sizeof *tallies->list);
    tallies->list[tallies->count++] = (struct tally){finding, count};
}

/* "   14 |     start(ROM_SP, ROM_RESET);" */
static void print_source(FILE *out, const struct finding *finding)
{
    if (finding->source)
        fprintf(out, "%6u | %s\n", finding->line, finding->source);
}

static void print_tallies(FILE *out, const char *title, struct tallies *tallies)
{
    for (unsigned i = 0; i < tallies->count; i++) {
        const struct finding *finding = tallies->list[i].first;
        fprintf(out, "%s %s%s%s (%u scenario%s): %s\n", title, finding->code,
                *finding->where ? " at " : "", finding->where,
                tallies->list[i].count, tallies->list[i].count == 1 ? "" : "s",
                finding->text);
        print_source(out, finding);
    }
    free(tallies->list);
}

static void print_verdict(FILE *out, const struct result *result)
{
    fputs(verdict_name(result->verdict), out);
    if (!wanted_met(result->verdict, result->wanted))
        fprintf(out, ", wanted %s", verdict_name(result->wanted));
    if (strcmp(result->outcome, "none"))
        fprintf(out, ", outcome %s", result->outcome);
    for (unsigned i = 0; i < result->cause_count; i++) {
        const struct finding *cause = &result->causes[i];
        fprintf(out, ", %s%s%s", cause->code, *cause->where ? " at " : "",
                cause->where);
    }
}

/* A group has the id of one of its results. */
static void print_group(const struct report *report, FILE *out,
                        const struct result_group *group)
{
    const struct result *result = group->shown;
    struct result_group tried =
        result_group_tried(group, report->results, report->count);
    char id[SCENARIO_ID], common[RESULT_GROUP_TEXT] = "";

    scenario_format(&result->scenario, id);
    fprintf(out, "%s %s: ", result->pass ? "ok  " : "FAIL", id);
    print_verdict(out, result);
    if (tried.count > 1) {
        if (group->results > 1)
            result_group_common(group, &tried, common);
        fprintf(out, " (%u of %u combinations of readings%s%s)", group->count,
                tried.count, *common ? ", all with " : "", common);
    }
    fputc('\n', out);
}

static void print_results(const struct report *report, FILE *out)
{
    struct result_groups groups = {0};

    for (unsigned i = 0; i < report->count; i++)
        if (report->verbose || !report->results[i].pass)
            result_groups_add(&groups, &report->results[i]);
    for (unsigned i = 0; i < groups.count; i++)
        print_group(report, out, &groups.list[i]);
    free(groups.list);
}

/* True: a finding has a place that symbols would name. */
static bool lacks_names(const struct report *report)
{
    for (unsigned i = 0; report->no_symbols && i < report->count; i++) {
        const struct result *result = &report->results[i];
        for (unsigned k = 0; k < result->cause_count; k++)
            if (result->causes[k].address)
                return true;
        for (unsigned k = 0; k < result->warning_count; k++)
            if (result->warnings[k].address)
                return true;
    }
    return false;
}

static void print_findings(const struct report *report, FILE *out)
{
    struct tallies causes = {0}, warnings = {0};

    for (unsigned i = 0; i < report->count; i++) {
        const struct result *result = &report->results[i];
        for (unsigned k = 0; k < result->cause_count; k++)
            add(&causes, &result->causes[k], result->count);
        for (unsigned k = 0; k < result->warning_count; k++)
            add(&warnings, &result->warnings[k], result->count);
    }
    print_tallies(out, "cause", &causes);
    print_tallies(out, "warning", &warnings);
    if (lacks_names(report))
        fputs("no symbols in the image: --symbols ELF, of the same build, "
              "names the places\n",
              out);
}

void report_text(const struct report *report, FILE *out)
{
    unsigned count = report->passed + report->failed;

    print_results(report, out);
    print_findings(report, out);
    fprintf(out, "%s on %s: %u scenario%s, %u passed, %u failed%s\n",
            report->firmware, report->part, count, count == 1 ? "" : "s",
            report->passed, report->failed,
            report->failed && count > 1 ? "; --only ID replays one" : "");
    if (report->left_out)
        fprintf(out, "not tried: %s\n", report->left_out);
    fprintf(out,
            "on a virtual chip and a model ROM: %d readings, %d of them "
            "confirmed on silicon\n",
            READINGS, REPORT_CONFIRMED);
}

/* SPDX-License-Identifier: MIT */
#include "tools/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "tools/die.h"

/* One mistake at one place, and how many scenarios it was found in. */
struct tally {
    const struct finding *first;
    unsigned count;
};

struct tallies {
    struct tally *list;
    unsigned count;
};

static bool same(const struct finding *a, const struct finding *b)
{
    return strcmp(a->code, b->code) == 0 && strcmp(a->where, b->where) == 0;
}

static void add(struct tallies *tallies, const struct finding *finding)
{
    for (unsigned i = 0; i < tallies->count; i++) {
        if (!same(tallies->list[i].first, finding))
            continue;
        tallies->list[i].count++;
        return;
    }
    tallies->list =
        xrealloc(tallies->list, (tallies->count + 1) * sizeof *tallies->list);
    tallies->list[tallies->count++] = (struct tally){finding, 1};
}

static void print_tallies(FILE *out, const char *title, struct tallies *tallies)
{
    for (unsigned i = 0; i < tallies->count; i++) {
        const struct finding *finding = tallies->list[i].first;
        fprintf(out, "%s %s%s%s (%u scenario%s): %s\n", title, finding->code,
                *finding->where ? " at " : "", finding->where,
                tallies->list[i].count, tallies->list[i].count == 1 ? "" : "s",
                finding->text);
    }
    free(tallies->list);
}

static void print_result(FILE *out, const struct result *result)
{
    char id[SCENARIO_ID];
    scenario_format(&result->scenario, id);
    fprintf(out, "%s %s: %s", result->pass ? "ok  " : "FAIL", id,
            verdict_name(result->verdict));
    if (!wanted_met(result->verdict, result->wanted))
        fprintf(out, ", wanted %s", verdict_name(result->wanted));
    if (strcmp(result->outcome, "none"))
        fprintf(out, ", outcome %s", result->outcome);
    for (unsigned i = 0; i < result->cause_count; i++) {
        const struct finding *cause = &result->causes[i];
        fprintf(out, ", %s%s%s", cause->code, *cause->where ? " at " : "",
                cause->where);
    }
    fputc('\n', out);
}

static void print_findings(const struct report *report, FILE *out)
{
    struct tallies causes = {0}, warnings = {0};

    for (unsigned i = 0; i < report->count; i++) {
        const struct result *result = &report->results[i];
        for (unsigned k = 0; k < result->cause_count; k++)
            add(&causes, &result->causes[k]);
        for (unsigned k = 0; k < result->warning_count; k++)
            add(&warnings, &result->warnings[k]);
    }
    print_tallies(out, "cause", &causes);
    print_tallies(out, "warning", &warnings);
}

void report_text(const struct report *report, FILE *out)
{
    for (unsigned i = 0; i < report->count; i++)
        if (report->verbose || !report->results[i].pass)
            print_result(out, &report->results[i]);
    print_findings(report, out);
    fprintf(out, "%s on %s: %u scenario%s, %u passed, %u failed\n",
            report->firmware, report->part, report->count,
            report->count == 1 ? "" : "s", report->passed,
            report->count - report->passed);
    fprintf(out,
            "on a virtual chip and a model ROM: %d readings, %d of them "
            "confirmed on silicon\n",
            READINGS, REPORT_CONFIRMED);
}

/* SPDX-License-Identifier: MIT
 *
 * JUnit XML in the form that CI servers read: one test case a scenario, its
 * time is virtual.
 */
#include "tools/report/report.h"

#include <inttypes.h>

#include "chip/clock.h"

static void print_escaped(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        default: fputc(*text, out); break;
        }
    }
}

static void print_time(FILE *out, uint64_t ps)
{
    uint64_t us = ps / PS_PER_US, second = PS_PER_S / PS_PER_US;
    fprintf(out, "%" PRIu64 ".%06" PRIu64, us / second, us % second);
}

static void print_lines(FILE *out, const char *kind,
                        const struct finding *findings, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        fprintf(out, "%s %s", kind, findings[i].code);
        if (*findings[i].where) {
            fputs(" at ", out);
            print_escaped(out, findings[i].where);
        }
        fputs(": ", out);
        print_escaped(out, findings[i].text);
        fputc('\n', out);
    }
}

static void print_failure(FILE *out, const struct result *result)
{
    fprintf(out, "<failure type=\"%s\" message=\"%s, wanted %s\">",
            verdict_name(result->verdict), verdict_name(result->verdict),
            verdict_name(result->wanted));
    print_lines(out, "cause", result->causes, result->cause_count);
    fputs("</failure>", out);
}

static void print_case(FILE *out, const struct result *result)
{
    char id[SCENARIO_ID], rom[SCENARIO_ROM];

    scenario_format(&result->scenario, id);
    scenario_format_rom(&result->scenario, rom);
    fprintf(out, "    <testcase classname=\"boot0.%s\" name=\"%s\" time=\"",
            rom, id);
    print_time(out, result->ps);
    fputs("\">", out);
    if (!result->pass)
        print_failure(out, result);
    if (result->warning_count) {
        fputs("<system-out>", out);
        print_lines(out, "warning", result->warnings, result->warning_count);
        fputs("</system-out>", out);
    }
    fputs("</testcase>\n", out);
}

static unsigned failures(const struct report *report)
{
    unsigned count = 0;
    for (unsigned i = 0; i < report->count; i++)
        count += !report->results[i].pass;
    return count;
}

void report_junit(const struct report *report, FILE *out)
{
    uint64_t ps = 0;
    for (unsigned i = 0; i < report->count; i++)
        ps += report->results[i].ps;

    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
          "  <testsuite name=\"boot0 check ",
          out);
    print_escaped(out, report->firmware);
    fprintf(out, "\" tests=\"%u\" failures=\"%u\" errors=\"0\" time=\"",
            report->count, failures(report));
    print_time(out, ps);
    fprintf(out,
            "\">\n    <properties><property name=\"part\" value=\"%s\"/>"
            "<property name=\"readings\" value=\"%d\"/>"
            "<property name=\"readings confirmed on silicon\" value=\"%d\"/>"
            "</properties>\n",
            report->part, READINGS, REPORT_CONFIRMED);
    for (unsigned i = 0; i < report->count; i++)
        print_case(out, &report->results[i]);
    fputs("  </testsuite>\n</testsuites>\n", out);
}

/* SPDX-License-Identifier: MIT
 *
 * The results of `check` as one HTML file that needs no network and no script:
 * readable in a light and a dark theme, without a mouse, and on paper. The
 * markup is well-formed XML, too.
 */
#include "bench/path.h"
#include "tools/report/report.h"

#include <string.h>

#include "tools/report/headline.h"
#include "tools/report/history_svg.h"
#include "tools/report/markup.h"
#include "tools/report/replay.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--quiet:#57606a;"
    "--line:#d0d7de;--good:#116329;--good-paper:#dafbe1;--bad:#a40e26;"
    "--bad-paper:#ffebe9;--warn:#7a4a00;--app:#218bff;--rom:#8250df;"
    "--start:#8c959f;--fault:#cf222e}"
    "@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;"
    "--quiet:#9198a1;--line:#3d444d;--good:#7ee787;--good-paper:#12261e;"
    "--bad:#ff9492;--bad-paper:#3b1219;--warn:#f2cc60;--app:#58a6ff;"
    "--rom:#bc8cff;--start:#6e7681;--fault:#ff7b72}}"
    "body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);"
    "background:var(--paper);max-width:70rem;margin:0 auto;padding:1rem}"
    "table{border-collapse:collapse}"
    "th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left}"
    ".good{color:var(--good);background:var(--good-paper)}"
    ".bad{color:var(--bad);background:var(--bad-paper);font-weight:bold}"
    ".warning h2{color:var(--warn)}.mistake h2{color:var(--bad)}"
    "section{border-top:1px solid var(--line);margin-top:1.5rem}"
    "pre{overflow-x:auto;border:1px solid var(--line);padding:.5rem}"
    ".quiet{color:var(--quiet)}"
    "a{color:inherit}a:focus-visible{outline:3px solid var(--app)}"
    "svg{max-width:100%;height:auto}svg text{fill:var(--ink);"
    "font:12px system-ui,sans-serif}svg .edge{stroke:var(--quiet)}"
    ".image{fill:var(--app)}.start{fill:var(--start)}.rom{fill:var(--rom)}"
    ".other{fill:var(--good)}.fault{fill:var(--fault)}"
    "@media print{:root{--ink:#000;--paper:#fff;--quiet:#333}"
    "section{break-inside:avoid}pre{white-space:pre-wrap}}";

/* --- the table --- */

static void print_cell(FILE *out, const struct summary_cell *cell)
{
    bool first = true;
    fprintf(out, "<td%s>",
            cell->failed   ? " class=\"bad\""
            : cell->passed ? " class=\"good\""
                           : "");
    for (unsigned i = 0; i < VERDICTS; i++) {
        if (!cell->verdicts[i])
            continue;
        fprintf(out, "%s%s", first ? "" : " or ",
                verdict_name((enum verdict)i));
        first = false;
    }
    if (first)
        fputs("never starts the image", out);
    else if (cell->failed)
        fprintf(out, " (%u of %u fail)", cell->failed,
                cell->failed + cell->passed);
    fputs("</td>", out);
}

static void print_table(FILE *out, const struct summary *summary)
{
    fputs("<table><thead><tr><th scope=\"col\">the board is</th>", out);
    for (unsigned i = 0; i < summary->rom_count; i++) {
        char name[SCENARIO_ROM];
        summary_rom(summary->roms[i], name);
        fprintf(out, "<th scope=\"col\">%s</th>", name);
    }
    fputs("</tr></thead><tbody>\n", out);
    for (unsigned i = 0; i < summary->row_count; i++) {
        char name[SUMMARY_BOARD];
        summary_board(summary->rows[i].board, name);
        fprintf(out, "<tr><th scope=\"row\">%s</th>", name);
        for (unsigned k = 0; k < summary->rom_count; k++)
            print_cell(out, &summary->rows[i].cells[k]);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table>\n", out);
}

/* --- mistakes --- */

static void print_links(FILE *out, const struct summary *summary)
{
    if (!summary->mistake_count)
        return;
    fputs("<nav><p>", out);
    for (unsigned i = 0; i < summary->mistake_count; i++)
        fprintf(out, "%s<a href=\"#m%u\">%s%s</a>", i ? ", " : "", i + 1,
                summary->mistakes[i].warning ? "warning " : "",
                summary->mistakes[i].finding->code);
    fputs("</p></nav>\n", out);
}

static void print_source(FILE *out, const struct finding *finding)
{
    if (!finding->source)
        return;
    fprintf(out, "<pre><code>%6u | ", finding->line);
    markup_text(out, finding->source);
    fputs("</code></pre>\n", out);
}

static void print_replay(FILE *out, const struct report *report,
                         const struct result *result)
{
    char command[REPLAY_TEXT];
    replay_format(report->options, result, command);
    fputs("<p>To see it:</p><pre><code>", out);
    markup_text(out, command);
    fputs("</code></pre>\n", out);
}

static void print_paragraph(FILE *out, const char *lead, const char *text)
{
    if (!*text)
        return;
    fprintf(out, "<p>%s", lead);
    markup_text(out, text);
    fputs("</p>\n", out);
}

static void print_mistake(FILE *out, const struct report *report, unsigned i)
{
    const struct summary *summary = &report->summary;
    const struct summary_mistake *mistake = &summary->mistakes[i];
    const struct finding *finding = mistake->finding;
    char where[SUMMARY_WHERE], share[SUMMARY_SHARE];

    fprintf(out, "<section class=\"%s\" id=\"m%u\"><h2>%s%s ",
            mistake->warning ? "warning" : "mistake", i + 1,
            mistake->warning ? "warning " : "", finding->code);
    markup_text(out, finding->where);
    summary_where(summary, mistake, where);
    fputs("</h2>\n<p class=\"quiet\">", out);
    markup_text(out, where);
    summary_share(summary, mistake, share);
    fprintf(out, ": %s</p>\n", share);
    print_source(out, finding);
    print_paragraph(out, "", finding->text);
    print_paragraph(out, "<strong>Do:</strong> ", finding->remedy);
    print_replay(out, report, mistake->shown);
    history_svg(out, report->campaign, &mistake->shown->scenario);
    fputs("</section>\n", out);
}

/* --- the whole --- */

static void print_head(FILE *out, const struct report *report)
{
    const char *name = path_last_part(report->firmware);
    fputs("<!DOCTYPE html>\n<html lang=\"en\" "
          "xmlns=\"http://www.w3.org/1999/xhtml\"><head>"
          "<meta charset=\"utf-8\"/><meta name=\"viewport\" "
          "content=\"width=device-width\"/><title>boot0 check ",
          out);
    markup_text(out, name);
    fprintf(out, "</title><style>%s</style></head>\n<body><main><h1>", style);
    markup_text(out, name);
    fprintf(out, "</h1>\n<p>%s, %s; ", report->options->part.name,
            report->library);
    markup_text(out, report->asked);
    fputs(".</p>\n", out);
}

static void print_total(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    char text[HEADLINE_TEXT], cuts[SUMMARY_CUTS];
    headline(summary, text);
    fprintf(out, "<p><strong class=\"%s\">", summary->failed ? "bad" : "good");
    markup_text(out, text);
    headline_counts(summary, text);
    fprintf(out, "</strong></p>\n<p>%u passed, %u failed: %s%s.</p>\n",
            summary->passed, summary->failed, text,
            summary->apart ? "; the others never start the image" : "");
    summary_cuts(summary, cuts);
    print_paragraph(out, "", cuts);
}

/* What there is to know about a table that is all green. */
static void print_notes(FILE *out, const struct summary *summary)
{
    char text[HEADLINE_TEXT];
    headline_refused(summary, text);
    print_paragraph(out, "application: ", text);
    headline_wiped(summary, text);
    print_paragraph(out, "<strong>Warning:</strong> ", text);
}

void report_html(const struct report *report, FILE *out)
{
    const struct summary *summary = &report->summary;
    print_head(out, report);
    print_total(out, report);
    print_table(out, summary);
    print_notes(out, summary);
    print_links(out, summary);
    for (unsigned i = 0; i < summary->mistake_count; i++)
        print_mistake(out, report, i);
    fprintf(out,
            "<footer><p class=\"quiet\">boot0 " BOOT0_VERSION
            ", on a virtual chip and a model ROM: %d readings, %u of them "
            "confirmed on silicon.</p></footer>\n</main></body></html>\n",
            report_readings(&report->options->part),
            report_confirmed(&report->options->part));
}

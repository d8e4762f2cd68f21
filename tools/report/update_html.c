/* SPDX-License-Identifier: MIT
 *
 * One HTML file that needs no network and no script; well-formed XML, too.
 */
#include <inttypes.h>

#include "tools/report/markup.h"
#include "tools/report/update_report.h"

static const char style[] =
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;"
    "max-width:70rem;margin:0 auto;padding:1rem}table{border-collapse:collapse}"
    "th,td{border:1px solid #8c959f;padding:.3rem .6rem;text-align:left}"
    "td.number{text-align:right}.good{color:#116329;background:#dafbe1}"
    ".bad{color:#a40e26;background:#ffebe9;font-weight:bold}"
    "code{overflow-wrap:anywhere}";

static void print_number(FILE *out, const char *class, uint64_t number)
{
    fprintf(out, "<td class=\"number%s\">%" PRIu64 "</td>", class, number);
}

static void print_row(FILE *out, const struct update_result *result)
{
    char rom[SCENARIO_ROM];
    uint64_t stranded =
        update_tally_verdict(&result->tally, UPDATE_NO_WAY_BACK);
    scenario_format_rom(&result->scenario, rom);
    fprintf(out, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td>", rom,
            scenario_host_name(result->scenario.host),
            flash_policy_names[result->policy]);
    print_number(out, "", result->operations);
    print_number(out, "", result->tally.cuts);
    print_number(out, "", result->states);
    print_number(out, "", update_tally_verdict(&result->tally, UPDATE_UPDATED));
    print_number(out, "",
                 update_tally_verdict(&result->tally, UPDATE_WAY_BACK));
    print_number(out, update_result_passes(result) ? " good" : " bad",
                 stranded);
    fputs("</tr>\n", out);
}

static void print_table(FILE *out, const struct update_report *report)
{
    static const char *const titles[] = {
        "ROM",    "host",    "order",    "operations", "cuts",
        "states", "updated", "way-back", "no-way-back"};
    fputs("<table><thead><tr>", out);
    for (unsigned i = 0; i < sizeof titles / sizeof *titles; i++)
        fprintf(out, "<th scope=\"col\">%s</th>", titles[i]);
    fputs("</tr></thead><tbody>\n", out);
    for (unsigned i = 0; i < report->count; i++)
        print_row(out, &report->results[i]);
    fputs("</tbody></table>\n", out);
}

static void print_end(FILE *out, const struct update_result *result,
                      enum update_why why)
{
    const struct update_tally_row *row = &result->tally.rows[why];
    char id[UPDATE_ID];
    if (!row->cuts)
        return;
    update_id_format(&result->scenario, result->policy, &row->first, id);
    fprintf(out, "<tr><td>%s</td>", update_verdict_name(update_verdict(why)));
    print_number(out, "", row->cuts);
    fprintf(out, "<td>%s</td><td><code>", update_why_words(why));
    markup_text(out, id);
    fputs("</code></td></tr>\n", out);
}

static void print_result(FILE *out, const struct update_result *result)
{
    char id[UPDATE_ID];
    update_id_format(&result->scenario, result->policy, NULL, id);
    fputs("<section><h2>", out);
    markup_text(out, id);
    fputs("</h2>\n", out);
    if (!result->done) {
        fputs("<p class=\"bad\">The update fails without a cut: ", out);
        markup_text(out, result->error);
        fputs("</p></section>\n", out);
        return;
    }
    fputs("<table><thead><tr><th scope=\"col\">the part is then</th>"
          "<th scope=\"col\">cuts</th><th scope=\"col\">why</th>"
          "<th scope=\"col\">the first of them</th></tr></thead><tbody>\n",
          out);
    for (unsigned i = UPDATE_WHYS; i--;)
        print_end(out, result, (enum update_why)i);
    fputs("</tbody></table></section>\n", out);
}

void update_report_html(const struct update_report *report, FILE *out)
{
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\" "
            "xmlns=\"http://www.w3.org/1999/xhtml\"><head>"
            "<meta charset=\"utf-8\" /><title>boot0 check --update</title>"
            "<style>%s</style></head><body>\n<h1>",
            style);
    markup_text(out, report->firmware);
    fputs(", updated with ", out);
    markup_text(out, report->next);
    fprintf(out,
            "</h1>\n<p>On an %s; power is cut at every operation on the "
            "flash. %u of %u updates leave a way back after every cut. On a "
            "virtual chip and a model ROM.</p>\n",
            report->options->part.name, update_report_passed(report),
            report->count);
    print_table(out, report);
    for (unsigned i = 0; i < report->count; i++)
        print_result(out, &report->results[i]);
    fputs("</body></html>\n", out);
}

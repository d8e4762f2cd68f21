/* SPDX-License-Identifier: MIT */
#include "tools/report/short_text.h"

#include <string.h>

#include "tools/report/headline.h"
#include "tools/report/line.h"
#include "tools/report/style.h"
#include "tools/report/wrap.h"

enum {
    PLACE_TEXT = FINDING_WHERE + SUMMARY_WHERE + 64,
    WHERE_ROOM = WRAP_WIDTH - WRAP_INDENT - 32 /* for the scenarios */
};

/* Prints TEXT from COLUMN on, cut at the end of the line. */
static void print_cut(FILE *out, size_t column, const char *text)
{
    size_t room = WRAP_WIDTH - column;
    if (strlen(text) <= room)
        fprintf(out, "%s\n", text);
    else
        fprintf(out, "%.*s...\n", (int)(room - strlen("...")), text);
}

/* Prints what happened, or its title if that is too long for a line. */
static void print_what(FILE *out, const struct summary_mistake *mistake,
                       bool coloured)
{
    const struct finding *finding = mistake->finding;
    const char *lead = mistake->warning ? "warning " : "";
    size_t column = strlen(lead) + strlen(finding->code) + strlen("  ");
    const char *title = headline_title(finding->code);
    bool fits = column + strlen(finding->text) <= WRAP_WIDTH;
    style_begin(out, coloured, mistake->warning ? STYLE_WARNING : STYLE_BAD);
    fprintf(out, "%s%s", lead, finding->code);
    style_end(out, coloured, mistake->warning ? STYLE_WARNING : STYLE_BAD);
    fputs("  ", out);
    print_cut(out, column, title && !fits ? title : finding->text);
}

static void print_where(FILE *out, const struct summary *summary,
                        const struct summary_mistake *mistake)
{
    const struct finding *finding = mistake->finding;
    char where[SUMMARY_WHERE], share[SUMMARY_SHARE], text[PLACE_TEXT];
    struct line line = line_begin(text, sizeof text);
    summary_where(summary, mistake, where);
    if (*finding->where)
        line_add(&line, "%s, ", finding->where);
    if (line.used + strlen(where) < WHERE_ROOM)
        line_add(&line, "%s, ", where);
    summary_share(summary, mistake, share);
    line_add(&line, "%s", share);
    fprintf(out, "%*s", WRAP_INDENT, "");
    print_cut(out, WRAP_INDENT, text);
}

/* True: the same is among the mistakes, and mended with them. */
static bool is_mistake(const struct summary *summary,
                       const struct summary_mistake *warning)
{
    for (unsigned i = 0; i < summary->mistake_count; i++)
        if (!summary->mistakes[i].warning &&
            summary_same(summary->mistakes[i].finding, warning->finding))
            return true;
    return false;
}

void short_text(const struct summary *summary, unsigned whole, bool coloured,
                FILE *out)
{
    const char *lead = "\n";
    for (unsigned i = 0; i < summary->mistake_count; i++) {
        const struct summary_mistake *mistake = &summary->mistakes[i];
        if (mistake->warning ? is_mistake(summary, mistake) : i < whole)
            continue;
        fputs(lead, out);
        lead = "";
        print_what(out, mistake, coloured);
        print_where(out, summary, mistake);
    }
}

/* SPDX-License-Identifier: MIT */
#include "tools/report/report.h"

#include <ctype.h>
#include <string.h>

#include "tools/report/replay.h"
#include "tools/report/style.h"

enum {
    WIDTH = 80,
    INDENT = 4,
    GAP = 2,
    CELL_TEXT = 96 /* bytes that hold the names of all verdicts */
};

static const char board_head[] = "the board is";

/* Prints LEAD and the words of TEXT between columns INDENT and WIDTH. */
static void print_wrapped(FILE *out, const char *lead, const char *text)
{
    size_t column = INDENT + strlen(lead);
    bool first = true;
    fprintf(out, "%*s%s", INDENT, "", lead);
    while (*text) {
        size_t word = strcspn(text, " ");
        if (!first && column + 1 + word > WIDTH) {
            fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
            first = true;
        }
        fprintf(out, "%s%.*s", first ? "" : " ", (int)word, text);
        column += word + !first;
        first = false;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

/* --- the table --- */

/* Formats the verdicts of a cell: "ROM", "application", "ROM/BOUNCED". Where a
 * scenario failed they are in upper case, and ROM is everywhere. */
static void format_cell(const struct summary_cell *cell, char text[CELL_TEXT])
{
    size_t used = 0;
    text[0] = 0;
    for (unsigned i = 0; i < VERDICTS; i++) {
        if (!cell->verdicts[i])
            continue;
        size_t start = used;
        used +=
            (size_t)snprintf(text + used, CELL_TEXT - used, "%s%s",
                             used ? "/" : "", verdict_name((enum verdict)i));
        if (cell->failed || i == VERDICT_ROM)
            for (; start < used; start++)
                text[start] = (char)toupper((unsigned char)text[start]);
    }
    if (!used)
        strcpy(text, "-");
}

static enum style cell_style(const struct summary_cell *cell)
{
    if (cell->failed)
        return STYLE_BAD;
    return cell->passed ? STYLE_GOOD : STYLE_PLAIN;
}

/* Widths of the columns: the boards, then each ROM. */
struct widths {
    size_t board, rom[SUMMARY_ROMS];
};

static void widen(size_t *width, const char *text)
{
    if (strlen(text) + GAP > *width)
        *width = strlen(text) + GAP;
}

static void measure(const struct summary *summary, struct widths *widths)
{
    char text[CELL_TEXT], name[SUMMARY_BOARD];
    widen(&widths->board, board_head);
    for (unsigned i = 0; i < summary->rom_count; i++) {
        summary_rom(summary->roms[i], text);
        widen(&widths->rom[i], text);
    }
    for (unsigned i = 0; i < summary->row_count; i++) {
        const struct summary_row *row = &summary->rows[i];
        summary_board(row->board, name);
        widen(&widths->board, name);
        for (unsigned k = 0; k < summary->rom_count; k++) {
            format_cell(&row->cells[k], text);
            widen(&widths->rom[k], text);
        }
    }
}

static void print_padded(FILE *out, const struct report *report,
                         enum style style, const char *text, size_t width)
{
    style_begin(out, report->coloured, style);
    fputs(text, out);
    style_end(out, report->coloured, style);
    for (size_t i = strlen(text); i < width; i++)
        fputc(' ', out);
}

static void print_head(FILE *out, const struct report *report,
                       const struct widths *widths)
{
    const struct summary *summary = &report->summary;
    fputs("  ", out);
    print_padded(out, report, STYLE_PLAIN, board_head, widths->board);
    for (unsigned i = 0; i < summary->rom_count; i++) {
        char name[SCENARIO_ROM];
        summary_rom(summary->roms[i], name);
        print_padded(out, report, STYLE_PLAIN, name,
                     i + 1 < summary->rom_count ? widths->rom[i] : 0);
    }
    fputc('\n', out);
}

static void print_row(FILE *out, const struct report *report,
                      const struct summary_row *row,
                      const struct widths *widths)
{
    const struct summary *summary = &report->summary;
    char text[CELL_TEXT], name[SUMMARY_BOARD];
    summary_board(row->board, name);
    fputs("  ", out);
    print_padded(out, report, STYLE_PLAIN, name, widths->board);
    for (unsigned i = 0; i < summary->rom_count; i++) {
        format_cell(&row->cells[i], text);
        print_padded(out, report, cell_style(&row->cells[i]), text,
                     i + 1 < summary->rom_count ? widths->rom[i] : 0);
    }
    fputc('\n', out);
}

static void print_table(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    struct widths widths = {0};
    measure(summary, &widths);
    fputc('\n', out);
    print_head(out, report, &widths);
    for (unsigned i = 0; i < summary->row_count; i++)
        print_row(out, report, &summary->rows[i], &widths);
}

/* --- the readings that decide --- */

/* True: another cell before this one has the same text. */
static bool said_before(const struct summary *summary, unsigned row,
                        unsigned column, const char *text)
{
    char other[SUMMARY_DECIDE];
    for (unsigned i = 0; i <= row; i++)
        for (unsigned k = 0; k < (i < row ? summary->rom_count : column); k++)
            if (summary_decide(&summary->rows[i].cells[k], other) &&
                strcmp(other, text) == 0)
                return true;
    return false;
}

static void print_deciding(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    const char *lead = "\n  Readings of the ROM decide:\n";
    for (unsigned i = 0; i < summary->row_count; i++)
        for (unsigned k = 0; k < summary->rom_count; k++) {
            char text[SUMMARY_DECIDE];
            if (!summary_decide(&summary->rows[i].cells[k], text) ||
                said_before(summary, i, k, text))
                continue;
            fputs(lead, out);
            lead = "";
            print_wrapped(out, "", text);
        }
}

/* --- mistakes --- */

static void print_mistake(FILE *out, const struct report *report,
                          const struct summary_mistake *mistake)
{
    const struct summary *summary = &report->summary;
    const struct finding *finding = mistake->finding;
    enum style style = mistake->warning ? STYLE_WARNING : STYLE_BAD;
    char where[SUMMARY_WHERE], command[REPLAY_TEXT];

    summary_where(summary, mistake, where);
    fputc('\n', out);
    style_begin(out, report->coloured, style);
    fprintf(out, "%s%s", mistake->warning ? "warning " : "", finding->code);
    style_end(out, report->coloured, style);
    fprintf(out, "  %s%s%s, %u of %u scenarios\n", finding->where,
            *finding->where ? "  " : "", where, mistake->count,
            summary->passed + summary->failed);
    if (finding->source)
        fprintf(out, "%*s%u | %s\n", INDENT, "", finding->line,
                finding->source);
    print_wrapped(out, "", finding->text);
    if (*finding->remedy)
        print_wrapped(out, "Do: ", finding->remedy);
    if (mistake->warning)
        return;
    replay_format(report->options, &mistake->shown->scenario, command);
    fprintf(out, "%*sSee: %s\n", INDENT, "", command);
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

/* True: docs/mistakes has a page for CODE. The other codes are small words. */
static bool has_page(const char *code)
{
    return isupper((unsigned char)code[0]);
}

static void print_more(FILE *out, const struct summary *summary)
{
    for (unsigned i = 0; i < summary->mistake_count; i++) {
        const char *code = summary->mistakes[i].finding->code;
        if (!has_page(code))
            continue;
        fprintf(out, "\nMore about a code, with an example: boot0 explain %s\n",
                code);
        return;
    }
}

static void print_total(FILE *out, const struct report *report)
{
    const struct summary *summary = &report->summary;
    unsigned all = summary->passed + summary->failed;
    fprintf(out,
            "\n%u scenario%s: %u reach the ROM and %u rightly stay in the "
            "application: %u passed, ",
            all, all == 1 ? "" : "s", summary->in_rom,
            summary->passed - summary->in_rom, summary->passed);
    style_begin(out, report->coloured,
                summary->failed ? STYLE_BAD : STYLE_GOOD);
    fprintf(out, "%u failed", summary->failed);
    style_end(out, report->coloured, summary->failed ? STYLE_BAD : STYLE_GOOD);
    fputc('\n', out);
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
            "on a virtual chip and a model ROM: %d readings, %d of them "
            "confirmed on silicon\n",
            READINGS, REPORT_CONFIRMED);
}

void report_text(const struct report *report, FILE *out)
{
    const struct summary *summary = &report->summary;
    fprintf(out, "%s: %s, %s; %s\n", report->firmware,
            report->options->part.name, report->library, report->asked);
    print_table(out, report);
    print_deciding(out, report);
    print_apart(out, report);
    if (report->options->verbose)
        print_results(out, report);
    for (unsigned i = 0; i < summary->mistake_count; i++)
        print_mistake(out, report, &summary->mistakes[i]);
    print_more(out, summary);
    print_total(out, report);
}

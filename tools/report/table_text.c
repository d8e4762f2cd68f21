/* SPDX-License-Identifier: MIT */
#include "tools/report/table_text.h"

#include <ctype.h>
#include <string.h>

#include "tools/report/style.h"
#include "tools/report/wrap.h"

enum {
    GAP = 2,
    CELL_TEXT = 112 /* bytes that hold the names of all verdicts */
};

static const char board_head[] = "the board is";

/* --- cells --- */

/* Adds the verdict; what is behind the first one is behind a slash. */
static void add_verdict(const struct summary_cell *cell, enum verdict verdict,
                        char text[CELL_TEXT])
{
    size_t used = strlen(text);
    bool wrong = cell->wrong[verdict];
    snprintf(text + used, CELL_TEXT - used, "%s%s%s", used ? "/" : "",
             verdict_name(verdict), wrong ? "!" : "");
    if (wrong || verdict == VERDICT_ROM)
        for (; text[used]; used++)
            text[used] = (char)toupper((unsigned char)text[used]);
}

/* "ROM", "application", "ROM/BOUNCED!". */
static void format_whole(const struct summary_cell *cell, char text[CELL_TEXT])
{
    for (unsigned i = 0; i < VERDICTS; i++)
        if (cell->verdicts[i])
            add_verdict(cell, (enum verdict)i, text);
}

/* True: most combinations fail so, or, where none fails, end so. */
static bool is_chief(const struct summary_cell *cell, unsigned verdict,
                     unsigned chief)
{
    if (cell->failed)
        return cell->wrong[verdict] > cell->wrong[chief];
    return cell->verdicts[verdict] > cell->verdicts[chief];
}

/* The chief verdict, and how many others there are: "BOUNCED! +1". */
static void format_short(const struct summary_cell *cell, char text[CELL_TEXT])
{
    unsigned chief = 0, count = 0;
    for (unsigned i = 0; i < VERDICTS; i++) {
        count += cell->verdicts[i] != 0;
        if (is_chief(cell, i, chief))
            chief = i;
    }
    if (!count)
        return;
    add_verdict(cell, (enum verdict)chief, text);
    size_t used = strlen(text);
    if (count > 1)
        snprintf(text + used, CELL_TEXT - used, " +%u", count - 1);
}

static void format_cell(const struct summary_cell *cell, bool is_short,
                        char text[CELL_TEXT])
{
    text[0] = 0;
    if (is_short)
        format_short(cell, text);
    else
        format_whole(cell, text);
    if (!*text)
        strcpy(text, "-");
}

static enum style cell_style(const struct summary_cell *cell)
{
    if (cell->failed)
        return STYLE_BAD;
    return cell->passed ? STYLE_GOOD : STYLE_PLAIN;
}

/* --- widths --- */

/* Widths of the columns: the boards, then each ROM. */
struct widths {
    bool is_short; /* cells name their chief verdict only */
    bool alike;    /* RDP 1 changes no cell: rows of it are left out */
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
            format_cell(&row->cells[k], widths->is_short, text);
            widen(&widths->rom[k], text);
        }
    }
}

static bool same_cells(const struct summary *summary,
                       const struct summary_row *a, const struct summary_row *b,
                       bool is_short)
{
    char text[2][CELL_TEXT];
    for (unsigned i = 0; i < summary->rom_count; i++) {
        format_cell(&a->cells[i], is_short, text[0]);
        format_cell(&b->cells[i], is_short, text[1]);
        if (strcmp(text[0], text[1]) != 0)
            return false;
    }
    return true;
}

/* True: there are rows with RDP 1, each behind the same board with RDP 0 and
 * the same cells. */
static bool rdp_1_alike(const struct summary *summary, bool is_short)
{
    unsigned count = 0;
    for (unsigned i = 0; i < summary->row_count; i++) {
        const struct summary_row *row = &summary->rows[i];
        struct scenario board = *row->board;
        char name[2][SUMMARY_BOARD];
        if (board.rdp != 1)
            continue;
        if (i == 0)
            return false;
        board.rdp = 0;
        summary_board(&board, name[0]);
        summary_board(summary->rows[i - 1].board, name[1]);
        if (strcmp(name[0], name[1]) != 0 ||
            !same_cells(summary, row, row - 1, is_short))
            return false;
        count++;
    }
    return count > 0;
}

static size_t width_of(const struct summary *summary,
                       const struct widths *widths)
{
    size_t width = widths->board; /* the indent is as wide as the last gap */
    for (unsigned i = 0; i < summary->rom_count; i++)
        width += widths->rom[i];
    return width;
}

/* --- lines --- */

static void print_padded(FILE *out, const struct table *table, enum style style,
                         const char *text, size_t width)
{
    style_begin(out, table->coloured, style);
    fputs(text, out);
    style_end(out, table->coloured, style);
    for (size_t i = strlen(text); i < width; i++)
        fputc(' ', out);
}

static void print_head(FILE *out, const struct table *table,
                       const struct widths *widths)
{
    const struct summary *summary = table->summary;
    fputs("  ", out);
    print_padded(out, table, STYLE_PLAIN, board_head, widths->board);
    for (unsigned i = 0; i < summary->rom_count; i++) {
        char name[SCENARIO_ROM];
        summary_rom(summary->roms[i], name);
        print_padded(out, table, STYLE_PLAIN, name,
                     i + 1 < summary->rom_count ? widths->rom[i] : 0);
    }
    fputc('\n', out);
}

static void print_row(FILE *out, const struct table *table,
                      const struct summary_row *row,
                      const struct widths *widths)
{
    const struct summary *summary = table->summary;
    char text[CELL_TEXT], name[SUMMARY_BOARD];
    summary_board(row->board, name);
    fputs("  ", out);
    print_padded(out, table, STYLE_PLAIN, name, widths->board);
    for (unsigned i = 0; i < summary->rom_count; i++) {
        format_cell(&row->cells[i], widths->is_short, text);
        print_padded(out, table, cell_style(&row->cells[i]), text,
                     i + 1 < summary->rom_count ? widths->rom[i] : 0);
    }
    fputc('\n', out);
}

/* Explains the marks, where there are some. */
static void print_legend(FILE *out, const struct table *table,
                         const struct widths *widths)
{
    const char *const parts[] = {
        table->summary->failed ? "!: fails" : "",
        widths->is_short ? "+N: so many other verdicts (-v names them)" : "",
        widths->alike ? "RDP 1: the same" : "",
    };
    const char *lead = "  ";
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!*parts[i])
            continue;
        fprintf(out, "%s%s", lead, parts[i]);
        lead = "; ";
    }
    if (*lead == ';')
        fputc('\n', out);
}

void table_text(const struct table *table, FILE *out)
{
    const struct summary *summary = table->summary;
    struct widths widths = {0};
    measure(summary, &widths);
    if (width_of(summary, &widths) > WRAP_WIDTH && !table->whole) {
        widths = (struct widths){.is_short = true};
        measure(summary, &widths);
    }
    widths.alike = !table->whole && rdp_1_alike(summary, widths.is_short);
    fputc('\n', out);
    print_head(out, table, &widths);
    for (unsigned i = 0; i < summary->row_count; i++)
        if (!widths.alike || summary->rows[i].board->rdp != 1)
            print_row(out, table, &summary->rows[i], &widths);
    print_legend(out, table, &widths);
}

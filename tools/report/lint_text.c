/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "tools/printable.h"
#include "tools/report/lint_report.h"
#include "tools/report/wrap.h"

enum { LINE_TEXT = 4096, LINE_LEFT = 128 };

void lint_where(const struct image *image, const struct source *source,
                uint32_t address, char where[LINT_WHERE])
{
    struct source_place place;
    image_describe(image, address, where, LINT_WHERE);
    if (source && source_find(source, address, &place)) {
        size_t used = strlen(where);
        snprintf(where + used, LINT_WHERE - used, " (%s:%u)", place.file,
                 place.line);
    }
    printable(where);
}

static const char *head(const struct lint *lint)
{
    if (!lint->head_known)
        return "not in this image, which does not begin at 0x08000000";
    return lint->head_valid
               ? "valid: a stack pointer, as the bank check of a ROM looks for"
               : "invalid: it is no stack pointer";
}

static void print_head(const struct lint *lint, FILE *out)
{
    static const char *const kinds[] = {"raw binary", "Intel HEX", "ELF"};
    char where[LINT_WHERE], path[LINE_TEXT];
    const struct lint_code *code = &lint->code;
    snprintf(path, sizeof path, "%s", lint->image->path);
    fprintf(out, "%s: %s, %s%s%s\n", printable(path), kinds[lint->image->kind],
            lint->part ? "for " : "", lint->part ? lint->part : "no --part",
            code->thumb2 ? ", code for Cortex-M3 or later" : "");
    lint_where(lint->image, NULL, code->reset & ~1u, where);
    fprintf(out, "  vectors at 0x%08X: SP 0x%08X, reset 0x%08X (%s)\n",
            (unsigned)code->vectors, (unsigned)code->sp, (unsigned)code->reset,
            where);
    fprintf(out, "  head %s; library %s\n", head(lint),
            !lint->library         ? "not linked"
            : lint->library_in_use ? "linked and in use"
                                   : "linked");
}

/* Returns how long the name of a line is without the ROM that the row is of. */
static size_t name_length(const struct lint *lint, size_t row)
{
    return strcspn(lint->table->rows[row].field[PART_LINES], " ");
}

/* True: two rows are of one line, with one ROM each. */
static bool same_line(const struct lint *lint, size_t row, size_t other)
{
    size_t length = name_length(lint, row);
    return length == name_length(lint, other) &&
           strncmp(lint->table->rows[row].field[PART_LINES],
                   lint->table->rows[other].field[PART_LINES], length) == 0;
}

/* The lines that have the entry. */
static void print_lines(const struct lint *lint, const struct lint_entry *entry,
                        FILE *out)
{
    char text[LINE_TEXT] = "";
    size_t used = 0, has = 0, last = 0;
    if (lint->part)
        used = (size_t)snprintf(
            text, sizeof text, "%s %s: ", entry->fits ? "fits" : "does not fit",
            lint->part);
    for (size_t i = 0; i < lint->table->count; i++) {
        if (!lint_line_has(&lint->table->rows[i], entry) ||
            (entry->fits && lint->part && !lint->lines[i]) ||
            used + LINE_LEFT >= sizeof text)
            continue;
        if (!has || !same_line(lint, i, last))
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%.*s",
                                     has ? ", " : "belongs to ",
                                     (int)name_length(lint, i),
                                     lint->table->rows[i].field[PART_LINES]);
        has++;
        last = i;
    }
    if (!lint->part || !entry->fits)
        snprintf(text + used, sizeof text - used,
                 has ? "; to none of the other %zu lines"
                     : "belongs to none of the %zu lines of the table",
                 lint->table->count - has);
    wrap_paragraph(out, "", text);
}

static void print_msp(const struct lint_entry *entry, FILE *out)
{
    if (!entry->msp_set)
        fputs("    MSP is not set before it\n", out);
    else if (entry->msp.kind == FLOW_UNKNOWN)
        fprintf(out, "    MSP is set at 0x%08X to a value that is not known\n",
                (unsigned)entry->msp_at);
    else
        fprintf(out, "    MSP is set at 0x%08X to %s0x%08X\n",
                (unsigned)entry->msp_at,
                entry->msp.kind == FLOW_WORD ? "the word at " : "",
                (unsigned)entry->msp.number);
}

static void print_entry(const struct lint *lint, const struct source *source,
                        const struct lint_entry *entry, FILE *out)
{
    char where[LINT_WHERE];
    lint_where(lint->image, source, entry->at, where);
    fprintf(out, "\nEntry: 0x%08X branches %s 0x%08X\n    in %s\n",
            (unsigned)entry->at,
            entry->how == LINT_VECTOR ? "to what is stored at" : "to",
            (unsigned)entry->address, where);
    print_lines(lint, entry, out);
    print_msp(entry, out);
}

static void print_finding(const struct lint *lint, const struct source *source,
                          const struct lint_finding *finding, FILE *out)
{
    char where[LINT_WHERE], text[LINT_TEXT];
    fprintf(out, "\n%-4s%s, %s: %s\n", finding->code ? finding->code : "-",
            finding->level == LINT_MISTAKE ? "mistake" : "note",
            finding->certain ? "certain" : "likely", finding->title);
    snprintf(text, sizeof text, "%s", finding->text);
    wrap_paragraph(out, "", printable(text));
    for (unsigned i = 0; i < finding->at_count; i++) {
        lint_where(lint->image, source, finding->at[i], where);
        fprintf(out, "    at 0x%08X %s\n", (unsigned)finding->at[i], where);
    }
    if (finding->remedy)
        wrap_paragraph(out, "Do:", finding->remedy);
}

static void print_unknown(const struct lint *lint, const struct source *source,
                          FILE *out)
{
    char where[LINT_WHERE];
    if (lint->unknown_count)
        fputs("MSP is moved, and the branch behind it goes where a variable "
              "says:\nto an application, or to a ROM, of which nothing can be "
              "said then:\n",
              out);
    for (unsigned i = 0; i < lint->unknown_count; i++) {
        lint_where(lint->image, source, lint->unknown[i], where);
        fprintf(out, "    at 0x%08X %s\n", (unsigned)lint->unknown[i], where);
    }
}

/* The summary stays true for an image in which nothing was found. */
static void print_summary(const struct lint *lint, FILE *out)
{
    unsigned certain = 0;
    for (unsigned i = 0; i < lint->finding_count; i++)
        certain += lint->findings[i].level == LINT_MISTAKE &&
                   lint->findings[i].certain;
    fprintf(out,
            "\n%u entr%s into a ROM, %u mistake%s (%u certain, %u likely), "
            "%u note%s\n",
            lint->entry_count, lint->entry_count == 1 ? "y" : "ies",
            lint->mistakes, lint->mistakes == 1 ? "" : "s", certain,
            lint->mistakes - certain, lint->finding_count - lint->mistakes,
            lint->finding_count - lint->mistakes == 1 ? "" : "s");
    if (lint->entries_left_out)
        fprintf(out, "%u more entries are left out\n", lint->entries_left_out);
    fputs(
        lint->entry_count
            ? "This is what the image alone shows. boot0 check runs one for an "
              "STM32L0, F4 or L4.\n"
            : "No branch into a ROM was found in the code that could be "
              "followed.\n",
        out);
}

void lint_text(const struct lint *lint, const struct source *source, FILE *out)
{
    print_head(lint, out);
    for (unsigned i = 0; i < lint->entry_count; i++)
        print_entry(lint, source, &lint->entries[i], out);
    for (unsigned i = 0; i < lint->finding_count; i++)
        if (lint->findings[i].level == LINT_MISTAKE)
            print_finding(lint, source, &lint->findings[i], out);
    for (unsigned i = 0; i < lint->finding_count; i++)
        if (lint->findings[i].level == LINT_NOTE)
            print_finding(lint, source, &lint->findings[i], out);
    print_summary(lint, out);
    print_unknown(lint, source, out);
}

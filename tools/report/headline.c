/* SPDX-License-Identifier: MIT */
#include "tools/report/headline.h"

#include <ctype.h>
#include <string.h>

#include "bench/cause_table.h"
#include "bench/family.h"
#include "bench/rom.h"
#include "tools/report/line.h"
#include "tools/report/words.h"

/* --- the verdict --- */

const char *headline_title(const char *code)
{
    const struct cause_info *info = cause_info(code);
    const struct word *word = words_find(code);
    return info ? info->title : word ? word->title : NULL;
}

/* Adds a title in the middle of a sentence: its first letter is small, unless
 * the word is a name, as VTOR or SysTick. */
static void add_title(struct line *line, const char *title)
{
    size_t used = line->used, first = strcspn(title, " ");
    bool is_name = false;
    for (size_t i = 1; i < first; i++)
        is_name |= !islower((unsigned char)title[i]) && title[i] != '\'';
    line_add(line, "%s", title);
    if (!is_name)
        line->text[used] = (char)tolower((unsigned char)line->text[used]);
}

static bool is_word(const char *code)
{
    return islower((unsigned char)code[0]);
}

/* Adds the mistake that must be mended first, and the codes of the others. */
static void add_mistakes(struct line *line, const struct summary *summary)
{
    const char *lead = " (and ";
    for (unsigned i = 0; i < summary->mistake_count; i++) {
        const struct finding *finding = summary->mistakes[i].finding;
        const char *title = headline_title(finding->code);
        if (summary->mistakes[i].warning)
            break;
        if (i == 0) {
            line_add(line, ": %s%s",
                     is_word(finding->code) ? "" : finding->code,
                     is_word(finding->code) ? "" : " ");
            add_title(line, title ? title : finding->code);
            continue;
        }
        if (is_word(finding->code) ||
            strcmp(finding->code, summary->mistakes[i - 1].finding->code) == 0)
            continue;
        line_add(line, "%s%s", lead, finding->code);
        lead = ", ";
    }
    if (*lead == ',')
        line_add(line, ")");
}

static unsigned failing_roms(const struct summary *summary)
{
    unsigned roms = 0;
    for (unsigned i = 0; i < summary->row_count; i++)
        for (unsigned k = 0; k < summary->rom_count; k++)
            if (summary->rows[i].cells[k].failed)
                roms |= 1u << k;
    return roms;
}

/* Returns how many ROMs there are; over USB they have columns of their own. */
static unsigned count_roms(const struct summary *summary, bool *usb)
{
    unsigned columns = summary->rom_count, over_usart = 0;
    for (unsigned i = 0; i < columns; i++)
        over_usart += summary->roms[i]->host == HOST_ON_USART;
    *usb = over_usart < columns;
    return over_usart ? over_usart : columns;
}

static void add_roms(struct line *line, const struct summary *summary)
{
    static const char *const numbers[] = {"", "", "both", "three", "four"};
    char roms[SUMMARY_ROMS_TEXT];
    bool usb;
    unsigned count = count_roms(summary, &usb);
    if (count < 2) {
        summary_roms(summary, (1u << summary->rom_count) - 1, roms);
        line_add(line, "%s", roms);
        return;
    }
    if (count < sizeof numbers / sizeof *numbers)
        line_add(line, "%s%s ROMs", count > 2 ? "all " : "", numbers[count]);
    else
        line_add(line, "all %u ROMs", count);
    if (usb)
        line_add(line, count < summary->rom_count ? ", over USART and USB"
                                                  : ", over USB");
}

void headline(const struct summary *summary, char text[HEADLINE_TEXT])
{
    char roms[SUMMARY_ROMS_TEXT];
    struct line line = line_begin(text, HEADLINE_TEXT);
    if (summary->passed + summary->failed == 0) {
        line_add(&line, "tests nothing: the part never starts the image");
        return;
    }
    if (!summary->failed) {
        line_add(&line, "passes on ");
        add_roms(&line, summary);
        if (summary->wiped)
            line_add(&line, ", but for a ROM that wipes all RAM: see below");
        return;
    }
    summary_roms(summary, failing_roms(summary), roms);
    line_add(&line, "FAILS on %s", roms);
    add_mistakes(&line, summary);
}

/* --- what the table does not say --- */

/* It entered, again and again, and the ROM reset the chip. */
static bool gives_up(const struct summary *summary)
{
    for (unsigned i = 0; i < summary->refusal_count; i++)
        if (strcmp(summary->refusals[i], "gave_up") == 0)
            return true;
    return false;
}

void headline_refused(const struct summary *summary, char text[HEADLINE_TEXT])
{
    struct line line = line_begin(text, HEADLINE_TEXT);
    if (!summary->refusal_count)
        return;
    line_add(&line, "the library %s (boot0_outcome() = ",
             gives_up(summary) ? "refuses or gives up" : "refuses");
    for (unsigned i = 0; i < summary->refusal_count; i++)
        line_add(&line, "%s%s", i ? ", " : "", summary->refusals[i]);
    line_add(&line, "): no ROM update on such a board");
}

/* Where no ROM looks at the head, making it invalid is no way. */
static bool checks_banks(const struct summary *summary)
{
    return family_info(rom_family(summary->roms[0]->rom))->takes_head;
}

void headline_wiped(const struct summary *summary, char text[HEADLINE_TEXT])
{
    char roms[SUMMARY_ROMS_TEXT];
    struct line line = line_begin(text, HEADLINE_TEXT);
    if (!summary->wiped)
        return;
    summary_roms(summary, summary->wiped_roms, roms);
    line_add(
        &line,
        "if the ROM (%s) wipes all RAM (reading ram=all), it loses the "
        "request and the update does not begin. %s with BOOT0_MAILBOX_RTC.",
        roms,
        checks_banks(summary) ? "Make the head invalid (boot0 patch), or build"
                              : "Build");
}

void headline_counts(const struct summary *summary, char text[HEADLINE_TEXT])
{
    unsigned stay = summary->passed - summary->in_rom - summary->wiped;
    struct line line = line_begin(text, HEADLINE_TEXT);
    line_add(&line, "%u reach the ROM", summary->in_rom);
    if (summary->wiped)
        line_add(&line, ", %u lose the request in a ROM that wipes all RAM",
                 summary->wiped);
    if (stay)
        line_add(&line, " and %u rightly stay in the application", stay);
}

bool headline_in_vain(const struct summary *summary)
{
    if (summary->passed || !summary->mistake_count ||
        summary->mistakes[0].warning)
        return false;
    for (unsigned i = 0; i < summary->mistake_count; i++)
        if (!summary->mistakes[i].warning &&
            strcmp(summary->mistakes[i].finding->code, "ask") != 0 &&
            strcmp(summary->mistakes[i].finding->code, "library") != 0)
            return false;
    for (unsigned i = 0; i < summary->row_count; i++)
        for (unsigned k = 0; k < summary->rom_count; k++) {
            const struct summary_cell *cell = &summary->rows[i].cells[k];
            if (cell->verdicts[VERDICT_LOST] != cell->failed)
                return false;
        }
    return true;
}

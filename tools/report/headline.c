/* SPDX-License-Identifier: MIT */
#include "tools/report/headline.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/cause_table.h"
#include "tools/report/words.h"

static void add(char text[HEADLINE_TEXT], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What does not fit is left out. */
static void add(char text[HEADLINE_TEXT], const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, HEADLINE_TEXT - used, format, arguments);
    va_end(arguments);
}

/* --- the verdict --- */

const char *headline_title(const char *code)
{
    const struct cause_info *info = cause_info(code);
    const struct word *word = words_find(code);
    return info ? info->title : word ? word->title : NULL;
}

/* Adds a title in the middle of a sentence: its first letter is small, unless
 * the word is a name, as VTOR or SysTick. */
static void add_title(char text[HEADLINE_TEXT], const char *title)
{
    size_t used = strlen(text), first = strcspn(title, " ");
    bool is_name = false;
    for (size_t i = 1; i < first; i++)
        is_name |= !islower((unsigned char)title[i]) && title[i] != '\'';
    add(text, "%s", title);
    if (!is_name && used < HEADLINE_TEXT - 1)
        text[used] = (char)tolower((unsigned char)text[used]);
}

static bool is_word(const char *code)
{
    return islower((unsigned char)code[0]);
}

/* Adds the mistake that must be mended first, and the codes of the others. */
static void add_mistakes(char text[HEADLINE_TEXT],
                         const struct summary *summary)
{
    const char *lead = " (and ";
    for (unsigned i = 0; i < summary->mistake_count; i++) {
        const struct finding *finding = summary->mistakes[i].finding;
        const char *title = headline_title(finding->code);
        if (summary->mistakes[i].warning)
            break;
        if (i == 0) {
            add(text, ": %s%s", is_word(finding->code) ? "" : finding->code,
                is_word(finding->code) ? "" : " ");
            add_title(text, title ? title : finding->code);
            continue;
        }
        if (is_word(finding->code) ||
            strcmp(finding->code, summary->mistakes[i - 1].finding->code) == 0)
            continue;
        add(text, "%s%s", lead, finding->code);
        lead = ", ";
    }
    if (*lead == ',')
        add(text, ")");
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

static void add_roms(char text[HEADLINE_TEXT], const struct summary *summary)
{
    static const char *const numbers[] = {"", "", "both", "three", "four"};
    char roms[SUMMARY_ROMS_TEXT];
    unsigned count = summary->rom_count;
    summary_roms(summary, (1u << count) - 1, roms);
    if (count < 2)
        add(text, "%s", roms);
    else if (count < sizeof numbers / sizeof *numbers)
        add(text, "%s%s ROMs", count > 2 ? "all " : "", numbers[count]);
    else
        add(text, "all %u ROMs", count);
}

void headline(const struct summary *summary, char text[HEADLINE_TEXT])
{
    char roms[SUMMARY_ROMS_TEXT];
    text[0] = 0;
    if (summary->passed + summary->failed == 0) {
        add(text, "tests nothing: the part never starts the image");
        return;
    }
    if (!summary->failed) {
        add(text, "passes on ");
        add_roms(text, summary);
        if (summary->wiped)
            add(text, ", but for a ROM that wipes all RAM: see below");
        return;
    }
    summary_roms(summary, failing_roms(summary), roms);
    add(text, "FAILS on %s", roms);
    add_mistakes(text, summary);
}

/* --- what the table does not say --- */

void headline_refused(const struct summary *summary, char text[HEADLINE_TEXT])
{
    text[0] = 0;
    if (!summary->refusal_count)
        return;
    add(text, "the library refuses (boot0_outcome() = ");
    for (unsigned i = 0; i < summary->refusal_count; i++)
        add(text, "%s%s", i ? ", " : "", summary->refusals[i]);
    add(text, "): no ROM update on such a board");
}

void headline_wiped(const struct summary *summary, char text[HEADLINE_TEXT])
{
    char roms[SUMMARY_ROMS_TEXT];
    text[0] = 0;
    if (!summary->wiped)
        return;
    summary_roms(summary, summary->wiped_roms, roms);
    add(text,
        "if the ROM (%s) wipes all RAM (reading ram=all), it loses the "
        "request and the update does not begin. Make the head invalid (boot0 "
        "patch), or build with BOOT0_MAILBOX_RTC.",
        roms);
}

void headline_counts(const struct summary *summary, char text[HEADLINE_TEXT])
{
    unsigned stay = summary->passed - summary->in_rom - summary->wiped;
    text[0] = 0;
    add(text, "%u reach the ROM", summary->in_rom);
    if (summary->wiped)
        add(text, ", %u lose the request in a ROM that wipes all RAM",
            summary->wiped);
    add(text, " and %u rightly stay in the application", stay);
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

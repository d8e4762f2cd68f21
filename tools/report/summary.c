/* SPDX-License-Identifier: MIT */
#include "tools/report/summary.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/evidence.h"
#include "tools/die.h"

/* --- readings --- */

/* Adds the values of the readings that the result stands for. */
static void add_readings(struct summary_readings *readings,
                         const struct result *result)
{
    unsigned rom = readings->rom = result->scenario.rom;
    for (unsigned i = 0; i < reading_count(rom); i++) {
        unsigned count = reading_value_count(reading_info(rom, i));
        unsigned values = result->scenario.asked & 1u << i
                              ? 1u << result->scenario.readings.value[i]
                              : (1u << count) - 1;
        readings->seen[i] |= (uint8_t)values;
    }
}

/* Appends "ram=own|keep" to TEXT. */
static void append_reading(char *text, size_t size,
                           const struct reading_info *info, unsigned values)
{
    size_t used = strlen(text);
    const char *between = "=";

    used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "," : "",
                             info->name);
    for (unsigned i = 0; i < READING_VALUES && used < size; i++) {
        if (!(values & 1u << i))
            continue;
        used += (size_t)snprintf(text + used, size - used, "%s%s", between,
                                 info->values[i]);
        between = "|";
    }
}

/* Formats the readings that SOME has fewer values of than ALL; "" = none. */
static void format_fewer(const struct summary_readings *some,
                         const struct summary_readings *all, char *text,
                         size_t size)
{
    text[0] = 0;
    for (unsigned i = 0; i < READINGS_MAX; i++)
        if (some->seen[i] != all->seen[i])
            append_reading(text, size, reading_info(some->rom, i),
                           some->seen[i]);
}

/* --- the table --- */

static bool same_rom(const struct scenario *a, const struct scenario *b)
{
    return a->rom == b->rom && a->rom_hash == b->rom_hash && a->host == b->host;
}

static unsigned column_of(struct summary *summary,
                          const struct scenario *scenario)
{
    for (unsigned i = 0; i < summary->rom_count; i++)
        if (same_rom(summary->roms[i], scenario))
            return i;
    if (summary->rom_count == SUMMARY_ROMS)
        die("more than %d ROMs in one check", SUMMARY_ROMS);
    summary->roms[summary->rom_count] = scenario;
    return summary->rom_count++;
}

/* True: one board, whatever its ROM. */
static bool same_board(const struct scenario *a, const struct scenario *b)
{
    struct scenario other = *b;
    other.rom = a->rom;
    other.rom_hash = a->rom_hash;
    other.host = a->host;
    return scenario_related(a, &other);
}

static struct summary_row *row_of(struct summary *summary,
                                  const struct scenario *scenario)
{
    for (unsigned i = 0; i < summary->row_count; i++)
        if (same_board(summary->rows[i].board, scenario))
            return &summary->rows[i];
    summary->rows = xrealloc(summary->rows,
                             (summary->row_count + 1) * sizeof *summary->rows);
    struct summary_row *row = &summary->rows[summary->row_count++];
    memset(row, 0, sizeof *row);
    row->board = scenario;
    return row;
}

static void add_refusal(struct summary *summary, const char *outcome)
{
    for (unsigned i = 0; i < summary->refusal_count; i++)
        if (strcmp(summary->refusals[i], outcome) == 0)
            return;
    if (summary->refusal_count < SUMMARY_REFUSALS)
        summary->refusals[summary->refusal_count++] = outcome;
}

static void count_passed(struct summary *summary, const struct result *result,
                         unsigned column)
{
    if (result->verdict == VERDICT_ROM)
        summary->in_rom += result->count;
    if (result->verdict == VERDICT_APPLICATION &&
        (strncmp(result->outcome, "refused", 7) == 0 ||
         strcmp(result->outcome, "gave_up") == 0))
        add_refusal(summary, result->outcome);
    if (result->wanted != VERDICT_BOUNCED)
        return;
    summary->wiped += result->count;
    summary->wiped_roms |= 1u << column;
}

static void count(struct summary *summary, const struct result *result)
{
    unsigned column = column_of(summary, &result->scenario);
    struct summary_cell *cell =
        &row_of(summary, &result->scenario)->cells[column];
    if (!result->tested) {
        cell->apart += result->count;
        cell->stays = result->verdict == VERDICT_UNASKED ||
                      result->verdict == VERDICT_ROM ||
                      result->verdict == VERDICT_DEAF;
        summary->apart += result->count;
        return;
    }
    cell->verdicts[result->verdict] += result->count;
    cell->wrong[result->verdict] += result->pass ? 0 : result->count;
    add_readings(&cell->readings[result->verdict], result);
    *(result->pass ? &cell->passed : &cell->failed) += result->count;
    *(result->pass ? &summary->passed : &summary->failed) += result->count;
    if (result->pass)
        count_passed(summary, result, column);
}

/* --- mistakes --- */

/* Where a cut came first says little: it is one of thousands. */
bool summary_same(const struct finding *a, const struct finding *b)
{
    return strcmp(a->code, b->code) == 0 &&
           (strcmp(a->code, "cut") == 0 || strcmp(a->where, b->where) == 0);
}

static unsigned off_default(const struct result *result)
{
    unsigned count = 0;
    for (unsigned i = 0; i < READINGS_MAX; i++)
        count += result->scenario.readings.value[i] != 0;
    return count;
}

/* 0 = it takes no cut; cuts by what they take away, and by how badly the next
 * start ends. */
static unsigned rank_of_cut(const struct result *result)
{
    unsigned kind = result->scenario.cuts[0].kind;
    return kind ? kind * VERDICTS + result->verdict : 0;
}

/* True: A shows a mistake better than B: without a cut, or else by the worst;
 * of those without, the one with fewer readings off their default. */
static bool shows_better(const struct result *a, const struct result *b)
{
    unsigned left = rank_of_cut(a), right = rank_of_cut(b);
    return left || right ? left < right : off_default(a) < off_default(b);
}

static struct summary_mistake *
mistake_of(struct summary *summary, const struct finding *finding, bool warning)
{
    for (unsigned i = 0; i < summary->mistake_count; i++) {
        struct summary_mistake *mistake = &summary->mistakes[i];
        if (mistake->warning == warning &&
            summary_same(mistake->finding, finding))
            return mistake;
    }
    summary->mistakes =
        xrealloc(summary->mistakes,
                 (summary->mistake_count + 1) * sizeof *summary->mistakes);
    struct summary_mistake *mistake =
        &summary->mistakes[summary->mistake_count++];
    *mistake = (struct summary_mistake){
        .finding = finding, .warning = warning, .rank = ~0u};
    return mistake;
}

static void add_finding(struct summary *summary, const struct result *result,
                        const struct finding *finding, bool warning,
                        unsigned rank)
{
    struct summary_mistake *mistake = mistake_of(summary, finding, warning);
    if (!mistake->shown || shows_better(result, mistake->shown)) {
        mistake->shown = result;
        mistake->finding = finding;
    }
    mistake->count += result->count;
    add_readings(&mistake->readings, result);
    mistake->roms |= 1u << column_of(summary, &result->scenario);
    if (rank < mistake->rank)
        mistake->rank = rank;
}

static void add_findings(struct summary *summary, const struct result *result)
{
    for (unsigned i = 0; i < result->cause_count; i++)
        add_finding(summary, result, &result->causes[i], false, i);
    for (unsigned i = 0; i < result->warning_count; i++)
        add_finding(summary, result, &result->warnings[i],
                    !evidence_explains(result, &result->warnings[i]), i);
}

static bool has(const struct result *result,
                const struct summary_mistake *mistake)
{
    for (unsigned i = 0; !mistake->warning && i < result->cause_count; i++)
        if (summary_same(&result->causes[i], mistake->finding))
            return true;
    for (unsigned i = 0; i < result->warning_count; i++)
        if (summary_same(&result->warnings[i], mistake->finding) &&
            mistake->warning != evidence_explains(result, &result->warnings[i]))
            return true;
    return false;
}

/* Adds the combinations of COUNT results of one board and ROM, if some of them
 * have the mistake. */
static void add_tried(struct summary_mistake *mistake,
                      const struct result *results, unsigned count)
{
    bool found = false;
    for (unsigned i = 0; i < count; i++)
        found |= has(&results[i], mistake);
    for (unsigned i = 0; found && i < count; i++) {
        mistake->tried += results[i].count;
        add_readings(&mistake->tried_readings, &results[i]);
    }
}

static void find_tried(struct summary_mistake *mistake,
                       const struct result *results, unsigned count)
{
    for (unsigned first = 0, end; first < count; first = end) {
        for (end = first + 1;
             end < count && scenario_related(&results[first].scenario,
                                             &results[end].scenario);)
            end++;
        add_tried(mistake, &results[first], end - first);
    }
}

/* Causes first; of them what must be mended first, then what is met more often.
 */
static int by_weight(const void *a, const void *b)
{
    const struct summary_mistake *left = a, *right = b;
    if (left->warning != right->warning)
        return left->warning ? 1 : -1;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    int order = strcmp(left->finding->code, right->finding->code);
    return order ? order : strcmp(left->finding->where, right->finding->where);
}

void summary_make(struct summary *summary, const struct result *results,
                  unsigned count_of_results)
{
    *summary = (struct summary){0};
    for (unsigned i = 0; i < count_of_results; i++) {
        count(summary, &results[i]);
        cut_totals_add(&summary->cuts, &results[i].cuts);
        if (results[i].tested)
            add_findings(summary, &results[i]);
    }
    for (unsigned i = 0; i < summary->mistake_count; i++)
        find_tried(&summary->mistakes[i], results, count_of_results);
    if (summary->mistake_count)
        qsort(summary->mistakes, summary->mistake_count,
              sizeof *summary->mistakes, by_weight);
}

void summary_free(struct summary *summary)
{
    free(summary->rows);
    free(summary->mistakes);
}

/* --- names --- */

void summary_board(const struct scenario *board, char text[SUMMARY_BOARD])
{
    static const char *const banks[] = {
        [BANK2_BLANK] = "as delivered",
        [BANK2_APP] = "firmware in bank 2",
        [BANK2_NOISE] = "data in bank 2",
        [BANK2_COPY] = "the image in bank 2, too",
        [BANK2_FILE] = "the file in bank 2",
    };
    static const char *const levels[] = {"", "RDP 1", "RDP 2"};
    const char *parts[] = {
        banks[board->bank2],
        board->bfb2 ? "BFB2=1" : "",
        levels[board->rdp],
        board->boot0 ? "BOOT0 high" : "",
        board->wdg_sw ? "" : "hardware watchdog",
    };
    size_t used = 0;
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
        if (*parts[i])
            used += (size_t)snprintf(text + used, SUMMARY_BOARD - used, "%s%s",
                                     used ? ", " : "", parts[i]);
}

void summary_rom(const struct scenario *scenario, char text[SCENARIO_ROM])
{
    scenario_format_rom(scenario, text);
    if (!rom_is_file(scenario->rom))
        text[0] = (char)toupper((unsigned char)text[0]);
    if (scenario->host == HOST_ON_USB)
        strcat(text, " USB");
}

void summary_roms(const struct summary *summary, unsigned roms,
                  char text[SUMMARY_ROMS_TEXT])
{
    unsigned left = (unsigned)__builtin_popcount(roms);
    size_t used = 0;
    if (left == summary->rom_count && left > 1) {
        snprintf(text, SUMMARY_ROMS_TEXT, "every ROM");
        return;
    }
    for (unsigned i = 0; i < summary->rom_count; i++) {
        char name[SCENARIO_ROM];
        if (!(roms & 1u << i))
            continue;
        summary_rom(summary->roms[i], name);
        left--;
        used += (size_t)snprintf(text + used, SUMMARY_ROMS_TEXT - used, "%s%s",
                                 name,
                                 left > 1 ? ", "
                                 : left   ? " and "
                                          : "");
    }
}

static bool takes_cut(const struct summary_mistake *mistake)
{
    return mistake->shown->scenario.cuts[0].kind != CUT_NONE;
}

void summary_where(const struct summary *summary,
                   const struct summary_mistake *mistake,
                   char text[SUMMARY_WHERE])
{
    summary_roms(summary, mistake->roms, text);
    if (takes_cut(mistake))
        return;
    size_t used = strlen(text);
    char readings[SUMMARY_WHERE / 2];
    format_fewer(&mistake->readings, &mistake->tried_readings, readings,
                 sizeof readings);
    snprintf(text + used, SUMMARY_WHERE - used, ", %s",
             mistake->count == mistake->tried ? "every reading"
             : *readings                      ? readings
                                              : "some readings");
}

void summary_share(const struct summary *summary,
                   const struct summary_mistake *mistake,
                   char text[SUMMARY_SHARE])
{
    if (takes_cut(mistake))
        snprintf(text, SUMMARY_SHARE, "a cut on the way in");
    else
        snprintf(text, SUMMARY_SHARE, "%u of %u scenarios", mistake->count,
                 summary->passed + summary->failed);
}

void summary_cuts(const struct summary *summary, char text[SUMMARY_CUTS])
{
    const struct cut_totals *cuts = &summary->cuts;
    text[0] = 0;
    if (cuts->cuts)
        snprintf(text, SUMMARY_CUTS,
                 "%" PRIu64 " of %" PRIu64 " cuts failed; the part was started "
                 "from %" PRIu64 " states (cuts with the same RAM, flash, "
                 "EEPROM, RTC and flags are one)",
                 cuts->failed, cuts->cuts, cuts->states);
}

bool summary_decide(const struct summary_cell *cell, char text[SUMMARY_DECIDE])
{
    struct summary_readings all = {0};
    unsigned verdicts = 0;
    size_t used = 0;

    for (unsigned i = 0; i < VERDICTS; i++) {
        verdicts += cell->verdicts[i] != 0;
        for (unsigned k = 0; k < READINGS_MAX; k++)
            all.seen[k] |= cell->readings[i].seen[k];
    }
    text[0] = 0;
    for (unsigned i = 0; verdicts > 1 && i < VERDICTS; i++) {
        char readings[SUMMARY_WHERE];
        if (!cell->verdicts[i])
            continue;
        format_fewer(&cell->readings[i], &all, readings, sizeof readings);
        used +=
            (size_t)snprintf(text + used, SUMMARY_DECIDE - used, "%s%.100s: %s",
                             used ? ", " : "", *readings ? readings : "else",
                             verdict_name((enum verdict)i));
    }
    return verdicts > 1;
}

void summary_apart(const struct summary *summary, bool stays,
                   char text[SUMMARY_ROMS_TEXT])
{
    unsigned roms = 0;
    for (unsigned i = 0; i < summary->row_count; i++)
        for (unsigned k = 0; k < summary->rom_count; k++) {
            const struct summary_cell *cell = &summary->rows[i].cells[k];
            if (cell->apart && cell->stays == stays)
                roms |= 1u << k;
        }
    text[0] = 0;
    if (roms)
        summary_roms(summary, roms, text);
}

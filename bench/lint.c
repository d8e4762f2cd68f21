/* SPDX-License-Identifier: MIT */
#include "bench/lint.h"

#include <stdlib.h>
#include <string.h>

#include "bench/bank.h"
#include "bench/lint_base.h"
#include "bench/lint_rules.h"
#include "bench/refuse.h"

/* --- entries --- */

static bool in_a_rom(const struct part_table *table, uint32_t address)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct part_row *row = &table->rows[i];
        if (row->rom_base && address >= (row->rom_base & ~0xFFFu) &&
            address <= row->rom_end)
            return true;
    }
    return false;
}

/* One zero too many: 0x1FF000004 is 0xFF000004. */
static bool is_too_long(const struct part_table *table, uint32_t address)
{
    for (size_t i = 0; address >> 28 == 0xF && i < table->count; i++)
        if (table->rows[i].rom_base &&
            table->rows[i].rom_base << 4 == (address & ~7u))
            return true;
    return false;
}

/* True: MEM_MODE was written on the way. */
static bool mapped(const struct lint *lint, const struct lint_jump *jump)
{
    uint64_t masks = ((uint64_t)1 << lint->code.remap_count) - 1;
    return jump->state.on & masks << LINT_REMAP;
}

/* The target was read from a stack that MSP was moved to: the vector, by the
 * MSP that belongs to it. */
static struct flow_value target_of(const struct lint *lint,
                                   const struct lint_jump *jump)
{
    struct flow_value target = jump->target;
    if (target.kind == FLOW_CONSTANT || target.kind == FLOW_WORD)
        return target;
    if (jump->state.msp.kind == FLOW_WORD &&
        in_a_rom(lint->table, jump->state.msp.number)) {
        target = jump->state.msp;
        target.number += 4;
    }
    return target;
}

/* Whether a branch is an entry, or was meant to be one. */
static bool is_entry(const struct lint *lint, const struct lint_jump *jump)
{
    struct flow_value target = target_of(lint, jump);
    if (target.kind == FLOW_WORD && target.changed)
        return false;
    if (target.kind == FLOW_WORD && target.number == 4)
        return mapped(lint, jump);
    return target.kind != FLOW_UNKNOWN &&
           (in_a_rom(lint->table, target.number) ||
            (target.kind == FLOW_WORD &&
             is_too_long(lint->table, target.number)));
}

static bool some_line_has(const struct lint *lint,
                          const struct lint_entry *entry, bool could_be)
{
    for (size_t i = 0; i < lint->table->count; i++)
        if ((!could_be || lint->lines[i]) &&
            lint_line_has(&lint->table->rows[i], entry))
            return true;
    return false;
}

static bool known(const struct lint *lint, const struct lint_entry *entry)
{
    for (unsigned i = 0; i < lint->entry_count; i++)
        if (lint->entries[i].at == entry->at &&
            lint->entries[i].address == entry->address)
            return true;
    return false;
}

static unsigned rank(const struct lint_code *code, const struct lint_jump *jump)
{
    const struct lint_function *function =
        lint_code_function(code, jump->function);
    return jump->state.depth * 4 + (function ? function->reached : 0);
}

static unsigned left_on(const struct lint_code *code,
                        const struct lint_jump *jump)
{
    uint64_t lasting = ((uint64_t)1 << LINT_REMAP) - 1;
    return (unsigned)__builtin_popcountll(lint_code_in_force(code, jump) &
                                          lasting);
}

/* A state in which the callers of the function with the branch are known comes
 * before one in which they are not, and the start before handlers; then the one
 * in which the least is left on, since a loop that clears the NVIC is also
 * followed without a round. */
static bool better(const struct lint_code *code, const struct lint_jump *a,
                   const struct lint_jump *b)
{
    unsigned first = rank(code, a), second = rank(code, b);
    return first > second ||
           (first == second && left_on(code, a) < left_on(code, b));
}

static const struct lint_jump *best_way(const struct lint_code *code,
                                        const struct lint_jump *jump)
{
    for (unsigned i = 0; i < code->jump_count; i++)
        if (code->jumps[i].at == jump->at &&
            code->jumps[i].target.number == jump->target.number &&
            better(code, &code->jumps[i], jump))
            jump = &code->jumps[i];
    return jump;
}

static void add_entry(struct lint *lint, const struct lint_jump *jump)
{
    jump = best_way(&lint->code, jump);
    struct flow_value target = target_of(lint, jump);
    struct lint_entry entry = {
        .at = jump->at,
        .how = target.kind == FLOW_WORD ? LINT_VECTOR : LINT_DIRECT,
        .address = target.number,
        .undoubted = !target.initial,
        .even = target.kind == FLOW_WORD && target.cleared & 1,
        .msp_set = jump->state.msp_set,
        .msp = jump->state.msp,
        .msp_at = jump->state.msp_at,
        .jump = jump,
    };
    entry.belongs = some_line_has(lint, &entry, false);
    entry.fits = some_line_has(lint, &entry, true);
    if (known(lint, &entry))
        return;
    if (lint->entry_count < LINT_ENTRIES)
        lint->entries[lint->entry_count++] = entry;
    else
        lint->entries_left_out++;
}

/* MSP is moved, and the branch behind it goes where a variable says: to an
 * application, or to a ROM. */
static void add_unknown(struct lint *lint, const struct lint_jump *jump)
{
    if (jump->target.kind != FLOW_UNKNOWN || !jump->state.msp_set ||
        jump->state.msp.kind != FLOW_UNKNOWN ||
        lint_in_library(lint, jump->at) || lint->unknown_count == LINT_PLACES)
        return;
    for (unsigned i = 0; i < lint->entry_count; i++)
        if (lint->entries[i].at == jump->at)
            return; /* on another way, its address is known */
    for (unsigned i = 0; i < lint->unknown_count; i++)
        if (lint->unknown[i] == jump->at)
            return;
    lint->unknown[lint->unknown_count++] = jump->at;
}

static void find_entries(struct lint *lint)
{
    for (unsigned i = 0; i < lint->code.jump_count; i++) {
        const struct lint_jump *jump = &lint->code.jumps[i];
        if (is_entry(lint, jump) && !lint_in_library(lint, jump->at))
            add_entry(lint, jump);
    }
    for (unsigned i = 0; i < lint->code.jump_count; i++)
        add_unknown(lint, &lint->code.jumps[i]);
}

/* --- the part --- */

static bool has_core(const struct part_row *row, bool thumb2)
{
    bool m0 = part_row_says(row, PART_CORE, "cortex-m0");
    bool riscv = part_row_says(row, PART_CORE, "riscv");
    return !riscv && !(thumb2 && m0);
}

static void select_lines(struct lint *lint)
{
    for (size_t i = 0; i < lint->table->count; i++) {
        const struct part_row *row = &lint->table->rows[i];
        lint->lines[i] = lint->part ? part_row_is(row, lint->part)
                                    : has_core(row, lint->code.thumb2);
        lint->line_count += lint->lines[i];
    }
}

static bool known_part(const struct part_table *table, const char *part,
                       char *error)
{
    char hint[NEAREST_HINT];
    for (size_t i = 0; i < table->count; i++)
        if (part_row_is(&table->rows[i], part))
            return true;
    part_table_nearest(table, part, hint);
    return refuse(error, IMAGE_ERROR_SIZE,
                  "unknown part '%s'%s: boot0 parts lists all lines",
                  path_tail(part), hint);
}

/* --- all of it --- */

/* A linker that puts the table elsewhere leaves the lowest segment. */
static uint32_t find_vectors(const struct image *image)
{
    uint32_t word;
    return image_word(image, IMAGE_BASE, &word) ? IMAGE_BASE
                                                : image->segments[0].address;
}

static void find_library(struct lint *lint)
{
    uint32_t word = 0;
    lint->head_known = image_word(lint->image, IMAGE_BASE, &word);
    /* The L47x/L49x take one in SRAM2, too (ROM V10.3 and V9.x). */
    lint->head_valid = lint->head_known &&
                       (bank_may_be_head(NULL, word) || word >> 24 == 0x20 ||
                        word >> 24 == 0x24 || word >> 16 == 0x1000);
    lint->library = record_find(lint->image, &lint->record) != 0;
    if (lint->library)
        lint->family = lint->record.family;
    struct record in_use;
    lint->library_in_use = record_in_use(lint->image, &in_use);
}

static bool same_finding(const struct lint_finding *a,
                         const struct lint_finding *b)
{
    return a->level == b->level && a->at_count == b->at_count &&
           memcmp(a->at, b->at, sizeof a->at) == 0 &&
           strcmp(a->title, b->title) == 0 && strcmp(a->text, b->text) == 0;
}

/* A branch that leads to several ROMs has the same mistakes for each. */
static void drop_repeated(struct lint *lint)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < lint->finding_count; i++) {
        unsigned k = 0;
        while (k < kept &&
               !same_finding(&lint->findings[k], &lint->findings[i]))
            k++;
        if (k == kept)
            lint->findings[kept++] = lint->findings[i];
    }
    lint->finding_count = kept;
}

static void apply_rules(struct lint *lint)
{
    lint_image_rules(lint);
    if (lint->misplaced)
        return; /* addresses say nothing */
    for (unsigned i = 0; i < lint->entry_count; i++) {
        const struct lint_entry *entry = &lint->entries[i];
        lint_address_rules(lint, entry);
        lint_stack_rules(lint, entry);
        lint_remap_rules(lint, entry);
        lint_interrupt_rules(lint, entry);
        lint_check_rules(lint, entry);
    }
    drop_repeated(lint);
    for (unsigned i = 0; i < lint->finding_count; i++)
        lint->mistakes += lint->findings[i].level == LINT_MISTAKE;
}

bool lint_image(struct lint *lint, const struct image *image,
                const struct part_table *table, const char *part,
                char error[IMAGE_ERROR_SIZE])
{
    *lint = (struct lint){.image = image, .table = table, .part = part};
    if (part && !known_part(table, part, error))
        return false;
    lint->lines = calloc(table->count, sizeof *lint->lines);
    if (!lint->lines ||
        !lint_code_read(&lint->code, image, find_vectors(image), table)) {
        lint_free(lint);
        return refuse_memory(error, IMAGE_ERROR_SIZE, image->path);
    }
    lint->misplaced = lint_base_is_wrong(image, &lint->base);
    select_lines(lint);
    find_library(lint);
    if (!lint->misplaced)
        find_entries(lint);
    apply_rules(lint);
    return true;
}

void lint_free(struct lint *lint)
{
    free(lint->lines);
    lint_code_free(&lint->code);
    *lint = (struct lint){0};
}

/* SPDX-License-Identifier: MIT
 *
 * The rules about the image as a whole and about the address of an entry.
 */
#include "bench/lint_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/bank.h"
#include "bench/cause_table.h"
#include "bench/parts.h"
#include "bench/remedy.h"

enum { RAM_LIMIT = 0x20200000, RAM_BASE = 0x20000000 };

/* --- findings --- */

struct lint_finding *lint_add(struct lint *lint, const char *code,
                              enum lint_level level, bool certain,
                              const char *title)
{
    const struct cause_info *info = code ? cause_info(code) : NULL;
    unsigned place = lint->finding_count < LINT_FINDINGS - 1
                         ? lint->finding_count++
                         : LINT_FINDINGS - 1;
    struct lint_finding *finding = &lint->findings[place];
    *finding = (struct lint_finding){.code = code,
                                     .level = level,
                                     .certain = certain,
                                     .remedy = info ? finding->words : NULL};
    if (info)
        remedy_words(family_info(lint->family), info, lint->library,
                     finding->words);
    snprintf(finding->title, sizeof finding->title, "%s",
             title ? title : info->title);
    return finding;
}

void lint_at(struct lint_finding *finding, uint32_t at)
{
    for (unsigned i = 0; i < finding->at_count; i++)
        if (finding->at[i] == at)
            return;
    if (finding->at_count < LINT_PLACES)
        finding->at[finding->at_count++] = at;
}

void lint_say(struct lint_finding *finding, const char *format, ...)
{
    size_t used = strlen(finding->text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding->text + used, sizeof finding->text - used, format,
              arguments);
    va_end(arguments);
}

/* --- lines of the table --- */

bool lint_concerns(const struct lint *lint, size_t line,
                   const struct lint_entry *entry)
{
    return lint->lines[line] && lint_line_has(&lint->table->rows[line], entry);
}

size_t lint_concerned(const struct lint *lint, const struct lint_entry *entry,
                      enum part_field field, const char *text, size_t *matching)
{
    size_t count = 0;
    *matching = 0;
    for (size_t i = 0; i < lint->table->count; i++) {
        if (!lint_concerns(lint, i, entry))
            continue;
        count++;
        *matching += part_row_says(&lint->table->rows[i], field, text);
    }
    return count;
}

/* The end of RAM of the largest line that could be the part; 0 = not known. */
static uint32_t ram_end(const struct lint *lint)
{
    uint32_t end = 0;
    for (size_t i = 0; i < lint->table->count; i++) {
        uint32_t of_line = lint->table->rows[i].ram_end;
        if (!lint->lines[i])
            continue;
        if (!of_line)
            return 0;
        end = of_line > end ? of_line : end;
    }
    return end;
}

/* --- the image --- */

static void check_vectors(struct lint *lint)
{
    uint32_t sp = lint->code.sp, reset = lint->code.reset;
    uint32_t end = lint->part ? ram_end(lint) : 0;
    struct lint_finding *finding;
    if (lint->code.vectors == IMAGE_BASE && reset && !(reset & 1)) {
        finding = lint_add(lint, NULL, LINT_MISTAKE, true,
                           "The reset vector is even");
        lint_say(finding,
                 "the reset vector is 0x%08X: bit 0 is clear, and the core "
                 "takes a HardFault at its first instruction",
                 (unsigned)reset);
    } else if (reset & 1 && !lint_code_function(&lint->code, reset & ~1u)) {
        finding = lint_add(lint, NULL, LINT_NOTE, true,
                           "The reset vector leads to no code of the image");
        lint_say(finding,
                 "the word at 0x%08X is 0x%08X; an image that runs at another "
                 "address needs --base ADDRESS, if it is a raw binary",
                 (unsigned)lint->code.vectors + 4, (unsigned)reset);
    }
    if (end && sp > end && sp < RAM_LIMIT) {
        finding = lint_add(lint, "B9", LINT_MISTAKE, false, NULL);
        lint_say(finding,
                 "word 0 of the image is the stack pointer 0x%08X, and the "
                 "RAM of %s ends at 0x%08X: right only if the reset handler "
                 "loads SP before it uses it",
                 (unsigned)sp, lint->part, (unsigned)end - 1);
        finding->remedy = "Link for this part.";
    }
}

static void check_library(struct lint *lint)
{
    char text[IMAGE_ERROR_SIZE];
    struct lint_finding *finding;
    if (!lint->library)
        return;
    bool idle = record_idle(lint->image, text);
    if (!idle && !record_remark(lint->image, text))
        return;
    finding = lint_add(lint, NULL, idle ? LINT_MISTAKE : LINT_NOTE, true,
                       idle ? "The library is linked, and not in use"
                            : "About the library");
    lint_say(finding, "%s", text);
}

static void check_bank_2(struct lint *lint, const struct part *part,
                         uint32_t base)
{
    uint32_t word;
    if (!base || !image_word(lint->image, base, &word) ||
        !bank_may_be_head(part, word))
        return;
    struct lint_finding *finding =
        lint_add(lint, "E2", LINT_MISTAKE, false, NULL);
    lint_say(finding,
             "the word at 0x%08X, where bank 2 begins, is 0x%08X: ROM V4.1 "
             "and V11.2 take it for a stack pointer and start what follows",
             (unsigned)base, (unsigned)word);
}

/* Both lines of the L07x/L08x, and no other. */
static bool only_l07x(const struct lint *lint)
{
    for (size_t i = 0; i < lint->table->count; i++)
        if (lint->lines[i] && lint->table->rows[i].dev_id != 0x447)
            return false;
    return true;
}

static void check_banks(struct lint *lint)
{
    struct part part;
    const struct board_info *board;
    char error[IMAGE_ERROR_SIZE];
    if (lint->part &&
        parts_find(lint->part, &part, &board, error, sizeof error)) {
        check_bank_2(lint, &part, part.bank2_base);
    } else if (lint->part ? only_l07x(lint) : lint->library) {
        part_find(PART_DEFAULT, &part);
        check_bank_2(lint, &part, 0x08010000);
        check_bank_2(lint, &part, 0x08018000);
    }
}

/* True: symbols say that a variable or a table stands at ADDRESS, and no code:
 * ways that are never taken may lead there. */
static bool is_data(const struct image *image, uint32_t address)
{
    const struct image_symbol *symbol = image_symbol_at(image, address);
    return symbol && !symbol->function && symbol->size;
}

/* True: without symbols a word is all that says that a function begins there,
 * and it may be a text. */
static bool may_be_data(const struct lint *lint,
                        const struct lint_access *access)
{
    const struct lint_function *function =
        lint_code_function(&lint->code, access->function);
    return lint->image->symbol_count == 0 &&
           (!function || function->reached == LINT_BY_POINTER);
}

static void check_ram(struct lint *lint)
{
    uint32_t end = lint->part ? ram_end(lint) : 0;
    struct lint_finding *finding = NULL;
    for (unsigned i = 0; end && i < lint->code.access_count; i++) {
        const struct lint_access *access = &lint->code.accesses[i];
        if (access->address < end || access->address >= RAM_LIMIT ||
            is_data(lint->image, access->at) || may_be_data(lint, access))
            continue;
        if (!finding) {
            finding = lint_add(lint, "A6", LINT_MISTAKE, true, NULL);
            lint_say(finding,
                     "the code %s 0x%08X, and the RAM of %s ends at 0x%08X",
                     access->store ? "writes" : "reads",
                     (unsigned)access->address, lint->part, (unsigned)end - 1);
            finding->remedy = "Take the address from the linker script of "
                              "this part.";
        }
        lint_at(finding, access->at);
    }
}

static bool is_vector(const struct lint *lint, uint32_t address)
{
    for (size_t i = 0; i < lint->table->count; i++)
        if (lint->lines[i] && lint->table->rows[i].rom_base &&
            lint->table->rows[i].rom_base + 4 == address)
            return true;
    return false;
}

/* A vector of a ROM is read, and the branch to it could not be followed. */
static void check_lost_entries(struct lint *lint)
{
    struct lint_finding *finding = NULL;
    for (unsigned i = 0; !lint->entry_count && i < lint->code.access_count;
         i++) {
        const struct lint_access *access = &lint->code.accesses[i];
        if (access->store || !is_vector(lint, access->address) ||
            lint_in_library(lint, access->at))
            continue;
        if (!finding) {
            finding = lint_add(lint, NULL, LINT_NOTE, false,
                               "A ROM's reset vector is read, and no branch "
                               "to it was found");
            lint_say(finding,
                     "the word at 0x%08X is read; where it goes could not be "
                     "followed",
                     (unsigned)access->address);
        }
        lint_at(finding, access->at);
    }
}

/* A raw binary does not say where it runs. */
static void say_misplaced(struct lint *lint)
{
    uint32_t first = lint->image->segments[0].address;
    struct lint_finding *finding = lint_add(
        lint, NULL, LINT_NOTE, true, "The image runs at another address");
    lint_say(finding,
             "the reset vector is 0x%08X, and most addresses in this raw "
             "binary do not lead into it if it begins at 0x%08X. Nothing else "
             "was looked at: an image that runs at another address needs "
             "--base ADDRESS",
             (unsigned)lint->code.reset, (unsigned)first);
    if (lint->base)
        lint_say(finding, ", perhaps 0x%08X", (unsigned)lint->base);
}

void lint_image_rules(struct lint *lint)
{
    if (lint->misplaced) {
        say_misplaced(lint);
        return;
    }
    check_vectors(lint);
    check_library(lint);
    check_banks(lint);
    check_ram(lint);
    check_lost_entries(lint);
}

/* --- the address of an entry --- */

static struct lint_finding *about(struct lint *lint,
                                  const struct lint_entry *entry,
                                  const char *code, bool certain)
{
    struct lint_finding *finding =
        lint_add(lint, code, LINT_MISTAKE, certain && entry->undoubted, NULL);
    lint_at(finding, entry->at);
    return finding;
}

static bool another_fits(const struct lint *lint)
{
    for (unsigned i = 0; i < lint->entry_count; i++)
        if (lint->entries[i].fits)
            return true;
    return false;
}

/* Where the ROMs of the lines begin that could be the part. */
static void say_bases(const struct lint *lint, struct lint_finding *finding)
{
    uint32_t last = 0;
    for (size_t i = 0; i < lint->table->count; i++) {
        uint32_t base = lint->table->rows[i].rom_base;
        if (!lint->lines[i] || !base || base == last)
            continue;
        lint_say(finding, "%s0x%08X", last ? ", " : "", (unsigned)base);
        last = base;
    }
}

static void another_family(struct lint *lint, const struct lint_entry *entry)
{
    struct lint_finding *finding = about(lint, entry, "J1", lint->part);
    if (another_fits(lint))
        finding->level = LINT_NOTE;
    lint_say(finding, "the branch %s 0x%08X, ",
             entry->how == LINT_VECTOR ? "takes the word at" : "goes to",
             (unsigned)entry->address);
    if (lint->part) {
        lint_say(finding, "and the ROM of %s begins at ", lint->part);
        say_bases(lint, finding);
    } else if (entry->belongs)
        lint_say(finding, "and the code has instructions that the Cortex-M0 "
                          "of the lines with that ROM has not");
    else
        lint_say(finding, "which is no line's reset vector");
    finding->remedy = lint->part
                          ? "Take the address from the table: boot0 parts."
                          : "boot0 parts FILTER prints the address of a part.";
}

static bool is_id(const struct lint *lint, uint32_t address)
{
    for (size_t i = 0; i < lint->table->count; i++)
        if (lint->table->rows[i].rom_id &&
            lint->table->rows[i].rom_id == address)
            return true;
    return false;
}

static void vector_rules(struct lint *lint, const struct lint_entry *entry)
{
    uint32_t address = entry->address;
    struct lint_finding *finding;
    if (address > 0x20000000) {
        finding = about(lint, entry, "B4", true);
        lint_say(finding,
                 "the branch takes the word at 0x%08X: the address of a ROM "
                 "with a digit too many keeps its last eight",
                 (unsigned)address);
    } else if (is_id(lint, address) || is_id(lint, address - 4)) {
        finding = about(lint, entry, "J2", true);
        lint_say(finding,
                 "the branch takes the word at 0x%08X, where a ROM has its "
                 "id byte",
                 (unsigned)address);
        finding->remedy = "boot0 parts FILTER prints where the ROM begins.";
    } else if (address & 1) {
        finding = about(lint, entry, "B3", true);
        lint_say(finding,
                 "the branch takes the word at 0x%08X, an odd address: that "
                 "is an entry, not a pointer to one",
                 (unsigned)address);
    } else if (!entry->fits)
        another_family(lint, entry);
    if (entry->even && entry->jump->exchange) {
        finding = about(lint, entry, "B6", true);
        lint_say(finding,
                 "bit 0 of the word at 0x%08X is cleared before the "
                 "branch",
                 (unsigned)address);
    }
}

static bool is_vector_word(const struct lint *lint, uint32_t address)
{
    for (size_t i = 0; i < lint->table->count; i++) {
        uint32_t base = lint->table->rows[i].rom_base;
        if (base && ((address & ~1u) == base || (address & ~1u) == base + 4))
            return true;
    }
    return false;
}

static void direct_rules(struct lint *lint, const struct lint_entry *entry)
{
    struct lint_finding *finding;
    if (is_vector_word(lint, entry->address)) {
        finding = about(lint, entry, "B8", true);
        lint_say(finding,
                 "the branch goes to 0x%08X, which is where the vector is "
                 "stored, not where it leads to",
                 (unsigned)entry->address);
    } else if (!(entry->address & 1) && entry->jump->exchange) {
        finding = about(lint, entry, "B6", true);
        lint_say(finding, "the branch goes to 0x%08X, with bit 0 clear",
                 (unsigned)entry->address);
    } else if (!entry->fits)
        another_family(lint, entry);
    else {
        finding = lint_add(lint, NULL, LINT_NOTE, true,
                           "A fixed address inside the ROM");
        lint_at(finding, entry->at);
        lint_say(finding,
                 "the branch goes to 0x%08X: what is there differs from one "
                 "version of the ROM to the next",
                 (unsigned)entry->address);
    }
}

void lint_address_rules(struct lint *lint, const struct lint_entry *entry)
{
    if (entry->how == LINT_VECTOR)
        vector_rules(lint, entry);
    else
        direct_rules(lint, entry);
}

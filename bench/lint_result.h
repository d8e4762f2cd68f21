/* SPDX-License-Identifier: MIT
 *
 * What lint finds: entries, findings, and the lines of parts they are about.
 */
#ifndef BENCH_LINT_RESULT_H
#define BENCH_LINT_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/image.h"
#include "bench/lint_code.h"
#include "bench/part_table.h"
#include "bench/record.h"
#include "bench/remedy.h"

enum {
    LINT_TEXT = 640,
    LINT_PLACES = 4,
    LINT_ENTRIES = 32,
    LINT_FINDINGS = 64
};

enum lint_how {
    LINT_VECTOR, /* the branch takes the word at the address */
    LINT_DIRECT  /* the branch goes to the address */
};

/* A branch into a ROM, or where one was meant. */
struct lint_entry {
    uint32_t at; /* the branch */
    enum lint_how how;
    uint32_t address;
    bool belongs;   /* lines of the table have this entry */
    bool fits;      /* the part, or one of them, has it; with a part only */
    bool even;      /* bit 0 of the word is cleared */
    bool undoubted; /* the address is no initial value of a variable */
    bool msp_set;
    struct flow_value msp;
    uint32_t msp_at;
    const struct lint_jump *jump; /* a state in which it is made */
};

enum lint_level { LINT_NOTE, LINT_MISTAKE };

struct lint_finding {
    const char *code; /* of docs/mistakes; NULL = none fits */
    enum lint_level level;
    bool certain; /* otherwise it is likely */
    char title[96];
    char text[LINT_TEXT]; /* what was seen */
    const char *remedy;   /* NULL = none; `words`, or a constant */
    char words[REMEDY_TEXT];
    uint32_t at[LINT_PLACES];
    unsigned at_count;
};

struct lint {
    const struct image *image;
    const struct part_table *table;
    const char *part; /* NULL = any */
    bool *lines;      /* of the table: could be the part; with its core */
    size_t line_count;
    struct lint_code code;
    bool misplaced;  /* it runs elsewhere than it was taken to begin: at */
    uint32_t base;   /* this address, or 0 = not known */
    bool head_known; /* the image has the word at 0x08000000 */
    bool head_valid; /* which may be a stack pointer */
    bool library, library_in_use;
    struct record record; /* of the library */
    enum family family;   /* in whose words remedies are */
    struct lint_entry entries[LINT_ENTRIES];
    unsigned entry_count, entries_left_out;
    uint32_t unknown[LINT_PLACES]; /* branches behind a new MSP that go where
                                      a variable says */
    unsigned unknown_count;
    struct lint_finding findings[LINT_FINDINGS];
    unsigned finding_count, mistakes;
};

/* True: the line has this entry: as its reset vector, or inside its ROM. */
bool lint_line_has(const struct part_row *row, const struct lint_entry *entry);

/* True: ADDRESS lies in the library, which tells its ROMs apart. */
bool lint_in_library(const struct lint *lint, uint32_t address);

#endif

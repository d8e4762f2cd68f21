/* SPDX-License-Identifier: MIT
 *
 * The result of a scenario: its verdict, the verdict that was wanted, the
 * library's outcome, and what went wrong. Plain data of one size, so that
 * worker processes can leave it in shared memory.
 */
#ifndef BENCH_RESULT_H
#define BENCH_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/scenario.h"
#include "bench/wanted.h"

enum {
    FINDING_CODE = 12,
    FINDING_TEXT = 400,
    FINDING_REMEDY = 260,
    FINDING_WHERE = 160,
    RESULT_CAUSES = 5,
    RESULT_WARNINGS = 8,
    OUTCOME_NAME = 16
};

/* A known mistake (the codes are in cause_table.c) or a warning. */
struct finding {
    char code[FINDING_CODE];     /* "E1" */
    char text[FINDING_TEXT];     /* what happened and why */
    char remedy[FINDING_REMEDY]; /* what to do; "" = the text says it all */
    char where[FINDING_WHERE]; /* "main+0x34", after a look-up in the debugging
                                  information "once.c:14, main+0x34"; "" = no
                                  place in the image */
    uint32_t address;          /* of that place; 0 = none */

    /* From the debugging information, for the report alone (places.h). */
    const char *file;   /* NULL = unknown; as much of the path as tells it from
                           the others, */
    const char *path;   /* and the path below the working directory */
    unsigned line;      /* of file */
    const char *source; /* the text of the line; NULL = not to be had */
};

/* Cuts on the way into the ROM. */
struct cut_totals {
    uint64_t cuts;   /* that were tried, */
    uint64_t states; /* so many of them with survivors of their own: the part
                        was started so often */
    uint64_t failed; /* of the cuts */
};

static inline void cut_totals_add(struct cut_totals *sum,
                                  const struct cut_totals *more)
{
    sum->cuts += more->cuts;
    sum->states += more->states;
    sum->failed += more->failed;
}

struct result {
    struct scenario scenario;
    unsigned count; /* of combinations of readings that it stands for */
    bool tested;    /* the part started the image; else it tests nothing */
    enum verdict verdict, wanted;
    bool pass; /* as wanted, and no cause */
    char outcome[OUTCOME_NAME];
    uint64_t cycles;        /* HCLK cycles from power-on to the end */
    uint64_t ps;            /* virtual time of the end, */
    uint64_t shown_ps;      /* and when the mistake has shown itself */
    struct cut_totals cuts; /* that this run was the first to try */
    unsigned cause_count, warning_count;
    struct finding causes[RESULT_CAUSES];
    struct finding warnings[RESULT_WARNINGS];
};

#endif

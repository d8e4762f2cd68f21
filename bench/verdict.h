/* SPDX-License-Identifier: MIT
 *
 * The result of a scenario: verdict, what was wanted, the library's outcome,
 * and what went wrong. Plain data of one size, so that worker processes can
 * leave it in shared memory.
 */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/scenario_run.h"
#include "bench/wanted.h"

enum {
    FINDING_CODE = 12,
    FINDING_TEXT = 400,
    FINDING_WHERE = 80,
    RESULT_CAUSES = 4,
    RESULT_WARNINGS = 8,
    OUTCOME_NAME = 16
};

/* A known mistake (the codes are in cause.c) or a warning. */
struct finding {
    char code[FINDING_CODE];   /* "E1" */
    char text[FINDING_TEXT];   /* what happened, and what to do */
    char where[FINDING_WHERE]; /* symbol+offset; "" = no place in the image */
};

struct result {
    struct scenario scenario;
    bool done; /* it was run, and its causes were looked for */
    enum verdict verdict, wanted;
    bool pass; /* as wanted, and no cause */
    char outcome[OUTCOME_NAME];
    uint64_t cycles; /* HCLK cycles from power-on to the end */
    uint64_t ps;     /* virtual time of the end */
    unsigned cause_count, warning_count;
    struct finding causes[RESULT_CAUSES];
    struct finding warnings[RESULT_WARNINGS];
};

/* Runs COUNT scenarios that differ in their readings alone. What comes before
 * the ROM's first instruction is run once; no firmware can know the readings
 * before, since it has no reason to read the word of choices. False: there is
 * no memory to run them. */
bool verdict_run(const struct campaign *campaign,
                 const struct scenario *scenarios, unsigned count,
                 struct result *results);

/* The library's last outcome in this chip, by its note in RAM: "none",
 * "entered", "refused_bank2" ... */
const char *verdict_outcome(const struct machine *machine);

/* Fills causes and warnings; verdict, wanted and outcome are there. False:
 * there is no memory to look for them. */
bool cause_find(const struct scenario_run *run, struct result *result);

#endif

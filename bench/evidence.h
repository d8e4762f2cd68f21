/* SPDX-License-Identifier: MIT
 *
 * What the causes are found from: the run of a scenario that has ended, and
 * the result that they are added to.
 */
#ifndef BENCH_EVIDENCE_H
#define BENCH_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/result.h"
#include "bench/scenario_run.h"

enum { MEM_MODE_SYSTEM = 1 };

struct evidence {
    const struct scenario_run *run;
    const struct machine_visit *visit; /* the last by a branch, or NULL */
    struct result *result;
};

/* Adds a cause to the result. WHERE = 0: it has no place in the image. */
void evidence_blame(const struct evidence *seen, const char *code,
                    uint32_t where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds a warning to the result, likewise. */
void evidence_warn(const struct evidence *seen, const char *code,
                   uint32_t where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* True: the scenario's ROM starts a bank with that first word. */
bool evidence_rom_starts(const struct evidence *seen, uint32_t head);

/* True: the image erased the first word of bank 1. */
bool evidence_head_erased(const struct evidence *seen);

/* The address of a bank (0, 1) while UFB=0. */
uint32_t evidence_bank_base(const struct evidence *seen, unsigned bank);

#endif

/* SPDX-License-Identifier: MIT
 *
 * For the files that look for causes: what they look at, and how they blame.
 */
#ifndef BENCH_CAUSE_H
#define BENCH_CAUSE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/verdict.h"

enum { MEM_MODE_SYSTEM = 1 };

/* What is looked at: the run that ended and the result so far. */
struct evidence {
    const struct scenario_run *run;
    const struct machine_visit *visit; /* the last by a branch, or NULL */
    struct result *result;
};

/* Adds a cause to the result. WHERE = 0: no place in the image is to blame. */
void cause_blame(const struct evidence *seen, const char *code, uint32_t where,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Looks for the cause of a HardFault or lock-up, and of code gone astray. */
void cause_of_fault(const struct evidence *seen);
void cause_of_astray(const struct evidence *seen);

/* Would this scenario's ROM start a bank with that first word? */
bool cause_rom_starts(const struct evidence *seen, uint32_t head);
/* The first word of bank 1 was erased by the image. */
bool cause_head_erased(const struct evidence *seen);
/* Address of a bank (0, 1) while UFB=0. */
uint32_t cause_bank_base(const struct evidence *seen, unsigned bank);

#endif

/* SPDX-License-Identifier: MIT
 *
 * How the last request ended, as the library noted it in RAM (boot0_outcome()
 * in src/boot0.h).
 */
#ifndef BENCH_OUTCOME_H
#define BENCH_OUTCOME_H

#include "bench/machine.h"

/* Returns the outcome in the RAM of the machine, a BOOT0_OUTCOME_. */
unsigned outcome_read(const struct machine *machine);

/* Returns its name as boot0.h has it, in small letters. */
const char *outcome_name(unsigned outcome);

#endif

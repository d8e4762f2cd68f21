/* SPDX-License-Identifier: MIT
 *
 * Causes E1, E2, F2, F3, F4: the heads of the banks.
 */
#ifndef BENCH_CAUSE_BANK_H
#define BENCH_CAUSE_BANK_H

#include "bench/evidence.h"

/* Adds E1: the ROM gave the chip back, or would have if it had come so far. */
void cause_bank_find(const struct evidence *seen);

/* Adds what the image did to its own head: F2, F3, F4. True: it is why the run
 * ended in a fault. */
bool cause_bank_find_erased(const struct evidence *seen);

/* Adds E2: the ROM started a bank that holds no program. True: it did. */
bool cause_bank_find_garbage(const struct evidence *seen);

#endif

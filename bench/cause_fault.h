/* SPDX-License-Identifier: MIT
 *
 * Causes of HardFaults, lock-ups and fetches that went astray.
 */
#ifndef BENCH_CAUSE_FAULT_H
#define BENCH_CAUSE_FAULT_H

#include "bench/evidence.h"

/* Adds the cause of a HardFault or a lock-up, if it is certain. */
void cause_fault_find(const struct evidence *seen);

/* Adds the cause of a fetch outside all code, if it is certain. */
void cause_fault_find_astray(const struct evidence *seen);

#endif

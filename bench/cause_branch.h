/* SPDX-License-Identifier: MIT
 *
 * Causes A6, B3, B4, B6, B7, B8, J1, J2: the address that is branched to or
 * read.
 */
#ifndef BENCH_CAUSE_BRANCH_H
#define BENCH_CAUSE_BRANCH_H

#include "bench/evidence.h"

/* Adds the cause of a HardFault, a lock-up or a fetch that went astray. */
void cause_branch_find(const struct evidence *seen);

/* Adds J1: the fetch that ASTRAY reports is from the ROM, at no entry. The text
 * begins with WHEN. */
void cause_branch_blame_entry(const struct evidence *seen,
                              const struct machine_event *astray,
                              const char *when);

#endif

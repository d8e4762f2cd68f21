/* SPDX-License-Identifier: MIT
 *
 * Causes A5, K1: what comes after the ROM. The host sends Go to the start of
 * flash, as programming clients do.
 */
#ifndef BENCH_CAUSE_LEAVE_H
#define BENCH_CAUSE_LEAVE_H

#include "bench/evidence.h"

/* Adds A5 if the application falls back into the ROM, and K1 as a warning if it
 * does not start. False: out of memory. */
bool cause_leave_find(const struct evidence *seen);

#endif

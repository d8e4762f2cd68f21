/* SPDX-License-Identifier: MIT
 *
 * Causes C1 to C6, E3: system memory at 0, and VTOR.
 */
#ifndef BENCH_CAUSE_REMAP_H
#define BENCH_CAUSE_REMAP_H

#include "bench/evidence.h"

/* Adds what goes wrong before or at the entry. */
void cause_remap_find(const struct evidence *seen);

/* Adds what the application meets after the ROM: C4, E3. */
void cause_remap_find_after(const struct evidence *seen);

#endif

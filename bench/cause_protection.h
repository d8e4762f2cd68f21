/* SPDX-License-Identifier: MIT
 *
 * Causes H3, I1 to I7: option bytes, protection, writes that a reset tears.
 */
#ifndef BENCH_CAUSE_PROTECTION_H
#define BENCH_CAUSE_PROTECTION_H

#include "bench/evidence.h"

/* Adds H3 where the run ended in the NMI that a torn double word raises. True:
 * it did. */
bool cause_protection_find_torn(const struct evidence *seen);

/* Adds causes and warnings. */
void cause_protection_find(const struct evidence *seen);

#endif

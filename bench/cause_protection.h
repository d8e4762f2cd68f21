/* SPDX-License-Identifier: MIT
 *
 * Causes H3, I1 to I6: option bytes, protection, writes that a reset tears.
 */
#ifndef BENCH_CAUSE_PROTECTION_H
#define BENCH_CAUSE_PROTECTION_H

#include "bench/evidence.h"

/* Adds causes and warnings. */
void cause_protection_find(const struct evidence *seen);

#endif

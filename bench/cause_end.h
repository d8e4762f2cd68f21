/* SPDX-License-Identifier: MIT
 *
 * How a failure ended that has no known cause: the fault, or the last place.
 */
#ifndef BENCH_CAUSE_END_H
#define BENCH_CAUSE_END_H

#include "bench/evidence.h"

/* Adds a warning with the verdict as its code, if nothing else explains why the
 * scenario did not end as wanted. */
void cause_end_find(const struct evidence *seen);

#endif

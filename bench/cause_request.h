/* SPDX-License-Identifier: MIT
 *
 * Causes A1 to A4, A8 to A11, E3: the request that was lost, or made by nobody.
 */
#ifndef BENCH_CAUSE_REQUEST_H
#define BENCH_CAUSE_REQUEST_H

#include "bench/evidence.h"

/* Adds the causes of a request that was lost. Runs the scenario again with the
 * request restored. False: out of memory. */
bool cause_request_find_lost(const struct evidence *seen);

/* Adds the causes of an entry that nobody asked for. False: out of memory. */
bool cause_request_find_unasked(const struct evidence *seen);

#endif

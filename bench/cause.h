/* SPDX-License-Identifier: MIT
 *
 * Why a scenario did not end as wanted. Only what is certain from the events
 * on the chip is named as a cause; what may do harm elsewhere is a warning. The
 * files cause_*.c find them, in any firmware; the codes are in cause_table.c.
 */
#ifndef BENCH_CAUSE_H
#define BENCH_CAUSE_H

#include <stdbool.h>

#include "bench/result.h"
#include "bench/scenario_run.h"

/* Adds causes and warnings to RESULT, which already holds the verdict, the
 * wanted verdict and the outcome. What must be mended first comes first. False:
 * out of memory. */
bool cause_find(const struct scenario_run *run, struct result *result);

#endif

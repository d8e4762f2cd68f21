/* SPDX-License-Identifier: MIT
 *
 * Runs scenarios and judges how each one ended.
 */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <stdbool.h>

#include "bench/campaign.h"
#include "bench/machine.h"
#include "bench/result.h"
#include "bench/scenario_run.h"

/* Runs one scenario, with the readings it names. False: out of memory. */
bool verdict_run(const struct campaign *campaign,
                 const struct scenario *scenario, struct result *result);

/* Returns how a run that is over ended. */
enum verdict verdict_judge(const struct scenario_run *run);

/* Fills in RESULT, all zero, from a run that is over. False: out of memory. */
bool verdict_conclude(struct scenario_run *run, struct result *result);

#endif

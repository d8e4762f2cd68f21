/* SPDX-License-Identifier: MIT
 *
 * Runs a board under every combination of its readings, at the cost of those
 * that matter (paths.h). Each result stands for all combinations that the run
 * cannot tell apart (result.count). Where cuts are tried, the first cut of each
 * kind that the part does not survive is a result, too.
 */
#ifndef BENCH_FORK_H
#define BENCH_FORK_H

#include "bench/campaign.h"
#include "bench/result_list.h"

/* Appends the results of a board, in the order of scenario_compare(). False:
 * out of memory. */
bool fork_run(const struct campaign *campaign,
              const struct campaign_board *board, struct result_list *list);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Runs a board under every combination of its readings, at the cost of those
 * that matter: the run forks where the ROM reads the byte of a reading for the
 * first time, and a reading that it never reads multiplies nothing. Each result
 * stands for all combinations that the run cannot tell apart (result.count).
 */
#ifndef BENCH_FORK_H
#define BENCH_FORK_H

#include "bench/campaign.h"
#include "bench/result.h"

struct result_list {
    struct result *results; /* to be freed */
    unsigned count, capacity;
};

/* Appends the results of a board, in the order of scenario_compare(). False:
 * out of memory. */
bool fork_run(const struct campaign *campaign,
              const struct campaign_board *board, struct result_list *list);

#endif

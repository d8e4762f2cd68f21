/* SPDX-License-Identifier: MIT
 *
 * Runs many boards on several processors. Workers are child processes that take
 * one board after another and write the results to a file of their own, from
 * which they are put in the order of the boards: they do not depend on the
 * number of workers. Workers end with the process that started them, in every
 * case.
 */
#ifndef TOOLS_HOST_JOBS_H
#define TOOLS_HOST_JOBS_H

#include "bench/fork.h"

/* Returns the number of processors: one worker for each. */
unsigned jobs_default(void);

/* Runs every board of the list, and returns the results in its order, to be
 * freed. Ends the command when a worker dies. */
struct result_list jobs_run(const struct campaign *campaign,
                            const struct board_list *boards, unsigned jobs);

#endif

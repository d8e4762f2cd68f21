/* SPDX-License-Identifier: MIT
 *
 * Runs many boards on several processors (workers.h). The results are in the
 * order of the boards: they do not depend on the number of workers.
 */
#ifndef TOOLS_HOST_JOBS_H
#define TOOLS_HOST_JOBS_H

#include "bench/fork.h"

/* Runs every board of the list, and returns the results in its order, to be
 * freed. Ends the command when a worker dies. */
struct result_list jobs_run(const struct campaign *campaign,
                            const struct board_list *boards, unsigned jobs);

#endif

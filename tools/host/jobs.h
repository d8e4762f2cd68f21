/* SPDX-License-Identifier: MIT
 *
 * Runs many scenarios on several processors. Workers are child processes that
 * take one piece of work after another and store each result at its place in
 * shared memory, so that the results do not depend on the number of workers.
 * They end with the process that started them, in every case.
 */
#ifndef TOOLS_HOST_JOBS_H
#define TOOLS_HOST_JOBS_H

#include "bench/verdict.h"

/* Returns the number of processors: one worker for each. */
unsigned jobs_default(void);

/* Runs COUNT scenarios; related ones that are neighbours share their start.
 * Returns the results in the same order, to be freed by jobs_free(). Ends the
 * command when a worker dies. */
struct result *jobs_run(const struct campaign *campaign,
                        const struct scenario *scenarios, unsigned count,
                        unsigned jobs);
void jobs_free(struct result *results, unsigned count);

#endif

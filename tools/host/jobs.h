/* SPDX-License-Identifier: MIT
 *
 * Many scenarios on several processors. Workers are child processes that take
 * one piece of work after another and leave results in shared memory, each in
 * its place, so that nothing depends on how many there are. They end with the
 * process that started them, whatever ends it.
 */
#ifndef TOOLS_HOST_JOBS_H
#define TOOLS_HOST_JOBS_H

#include "bench/verdict.h"

/* One worker per processor that is there. */
unsigned jobs_default(void);

/* Runs COUNT scenarios; related ones that are neighbours share their start.
 * Returns the results in the same order, to be freed by jobs_free(). Ends the
 * command when a worker dies. */
struct result *jobs_run(const struct campaign *campaign,
                        const struct scenario *scenarios, unsigned count,
                        unsigned jobs);
void jobs_free(struct result *results, unsigned count);

#endif

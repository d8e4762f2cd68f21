/* SPDX-License-Identifier: MIT
 *
 * The campaign of an update on several processors (workers.h). Its result does
 * not depend on their number.
 */
#ifndef TOOLS_HOST_UPDATE_JOBS_H
#define TOOLS_HOST_UPDATE_JOBS_H

#include "bench/update_result.h"

/* Runs the update without a cut, then every cut of it. */
void update_jobs_run(const struct update *update, unsigned jobs,
                     struct update_result *result);

#endif

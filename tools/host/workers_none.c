/* SPDX-License-Identifier: MIT
 *
 * For hosts without fork(): one process does all pieces.
 */
#include "tools/host/workers.h"

unsigned workers_default(void)
{
    return 1;
}

bool workers_start(const struct workers_job *job, unsigned count)
{
    (void)job;
    (void)count;
    return false;
}

/* SPDX-License-Identifier: MIT */
#include "tools/host/pace.h"

#include "chip/clock.h"

#include <time.h>

/* A chip that lags by more is not driven faster later: after a pause (the
 * host was suspended, boot0 was stopped) no burst of the past follows. */
#define LAG_PS (250 * PS_PER_MS)

uint64_t pace_host_ps(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * PS_PER_S + (uint64_t)now.tv_nsec * 1000;
}

static void rebase(struct pacer *pacer, uint64_t host_ps, uint64_t virtual_ps)
{
    pacer->host_ps = host_ps;
    pacer->virtual_ps = virtual_ps;
}

void pace_start(struct pacer *pacer, enum pace pace, bool client,
                uint64_t virtual_ps)
{
    pacer->pace = pace;
    pacer->client = client;
    rebase(pacer, pace_host_ps(), virtual_ps);
}

uint64_t pace_limit(struct pacer *pacer, uint64_t virtual_ps, bool busy)
{
    uint64_t host_ps = pace_host_ps();
    if (pacer->pace == PACE_MAX && (busy || !pacer->client)) {
        rebase(pacer, host_ps, virtual_ps);
        return NEVER;
    }
    uint64_t limit = pacer->virtual_ps + (host_ps - pacer->host_ps);
    if (limit > virtual_ps + LAG_PS) {
        rebase(pacer, host_ps, virtual_ps + LAG_PS);
        limit = virtual_ps + LAG_PS;
    }
    return limit;
}

/* SPDX-License-Identifier: MIT */
#include "tools/host/pace.h"

#include "chip/clock.h"

#include <time.h>

/* A chip that lags by more than this does not catch up: after a pause (a
 * suspended host, a stopped boot0) it does not run in a burst. One that a
 * client waits for does, as far as a client is patient: its time-outs follow
 * the clock. */
#define LAG_PS      (250 * PS_PER_MS)
#define LAG_BUSY_PS (2 * PS_PER_S)

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
    *pacer = (struct pacer){.pace = pace, .client = client};
    pace_resume(pacer, virtual_ps);
}

void pace_resume(struct pacer *pacer, uint64_t virtual_ps)
{
    pacer->debt_ps = 0;
    rebase(pacer, pace_host_ps(), virtual_ps);
}

bool pace_late(const struct pacer *pacer)
{
    return pacer->late_ps >= PACE_LATE_MS * PS_PER_MS;
}

/* LIMIT is the clock's time. A busy chip that runs at full speed is often ahead
 * of it; that lead is not credited, but every lag adds up. */
static void note_late(struct pacer *pacer, uint64_t limit, uint64_t virtual_ps,
                      bool flat_out)
{
    uint64_t due = limit + pacer->debt_ps;
    uint64_t late = due > virtual_ps ? due - virtual_ps : 0;
    pacer->debt_ps = flat_out ? late : 0;
    if (late > pacer->late_ps)
        pacer->late_ps = late;
}

uint64_t pace_limit(struct pacer *pacer, uint64_t virtual_ps, bool busy)
{
    uint64_t host_ps = pace_host_ps();
    uint64_t limit = pacer->virtual_ps + (host_ps - pacer->host_ps);
    bool flat_out = pacer->pace == PACE_MAX && (busy || !pacer->client);
    note_late(pacer, limit, virtual_ps, flat_out);
    if (flat_out) {
        rebase(pacer, host_ps, virtual_ps);
        return NEVER;
    }
    uint64_t most = virtual_ps + (busy ? LAG_BUSY_PS : LAG_PS);
    if (limit > most) {
        rebase(pacer, host_ps, most);
        limit = most;
    }
    return limit;
}

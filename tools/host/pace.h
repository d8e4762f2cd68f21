/* SPDX-License-Identifier: MIT
 *
 * Virtual time against the host's clock. `real`: the chip follows the clock,
 * and a host that cannot keep up slips instead of catching up in a burst.
 * `max`: as fast as possible, except that an idle chip with a client on a
 * serial line follows the clock, too: for a client that computes for 10 ms, 10
 * ms of virtual time pass, not minutes. So its time-outs have their intended
 * length.
 */
#ifndef TOOLS_HOST_PACE_H
#define TOOLS_HOST_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/options.h"

struct pacer {
    enum pace pace;
    bool client;      /* a client may be waiting or computing */
    uint64_t host_ps; /* host time and virtual time of the same moment */
    uint64_t virtual_ps;
    uint64_t debt_ps; /* by which a busy chip was behind the clock then */
    uint64_t late_ps; /* the most that it was behind since pace_start() */
};

/* A chip so far behind the clock answers a client too late that gives it half a
 * second, as stm32flash does, whatever the firmware did. */
enum { PACE_LATE_MS = 150 };

/* Returns host time that never goes back, ps. */
uint64_t pace_host_ps(void);

void pace_start(struct pacer *pacer, enum pace pace, bool client,
                uint64_t virtual_ps);

/* Continues from here after a pause that the client must not notice. */
void pace_resume(struct pacer *pacer, uint64_t virtual_ps);

/* True: the host was so slow that a time-out of the client is not the fault of
 * the firmware. */
bool pace_late(const struct pacer *pacer);

/* Returns the virtual time in ps up to which the chip, now at VIRTUAL_PS, may
 * run; NEVER = no limit. BUSY: the line carries bytes or the chip works for the
 * client, so the client is not computing. */
uint64_t pace_limit(struct pacer *pacer, uint64_t virtual_ps, bool busy);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Virtual time against the host's clock. `real`: the chip follows the clock,
 * and a host that cannot keep up slips instead of catching up in a burst.
 * `max`: flat out, except that with a client on a serial line an idle chip is
 * held to the clock too: a client that thinks for 10 ms finds the chip 10 ms
 * later, not minutes. So its time-outs mean what they say.
 */
#ifndef TOOLS_HOST_PACE_H
#define TOOLS_HOST_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/options.h"

struct pacer {
    enum pace pace;
    bool client;      /* somebody outside may be waiting or thinking */
    uint64_t host_ps; /* host time and virtual time that belong together */
    uint64_t virtual_ps;
    uint64_t debt_ps; /* by which a busy chip was behind the clock then */
    uint64_t late_ps; /* the most that it was behind since pace_start() */
};

/* A chip so far behind the clock answers a client too late that gives it half a
 * second, as stm32flash does, whatever the firmware did. */
enum { PACE_LATE_MS = 150 };

/* Host time that never goes back, ps. */
uint64_t pace_host_ps(void);

void pace_start(struct pacer *pacer, enum pace pace, bool client,
                uint64_t virtual_ps);

/* Goes on from here after a pause that no client is to notice. */
void pace_resume(struct pacer *pacer, uint64_t virtual_ps);

/* Has the host kept the chip behind the clock for so long that a time-out of
 * the client is the host's? */
bool pace_late(const struct pacer *pacer);

/* How far the chip, now at VIRTUAL_PS, may run: virtual time in ps, NEVER =
 * as far as you like. BUSY: the line carries bytes or the chip works for the
 * client, so nobody is thinking. */
uint64_t pace_limit(struct pacer *pacer, uint64_t virtual_ps, bool busy);

#endif

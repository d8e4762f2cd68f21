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
};

/* Host time that never goes back, ps. */
uint64_t pace_host_ps(void);

void pace_start(struct pacer *pacer, enum pace pace, bool client,
                uint64_t virtual_ps);

/* How far the chip, now at VIRTUAL_PS, may run: virtual time in ps, NEVER =
 * as far as you like. BUSY: the line carries bytes or the chip works for the
 * client, so nobody is thinking. */
uint64_t pace_limit(struct pacer *pacer, uint64_t virtual_ps, bool busy);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Requests that were overwritten before the firmware read them, found by an
 * experiment: the scenario is run again, and at main the words that were
 * written after the ask and overwritten since are restored. If the firmware
 * then enters the ROM, those words were the request.
 */
#ifndef BENCH_CAUSE_OVERWRITTEN_H
#define BENCH_CAUSE_OVERWRITTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/scenario_run.h"

struct overwritten {
    bool found;       /* then: */
    uint32_t address; /* of the first word of the request */
    uint32_t word;    /* as it was at the reset */
    uint32_t now;     /* as it is at main */
    bool by_rom;      /* overwritten by the ROM, which ran in between, not by
                         the start-up code */
};

/* Makes the experiment. False: out of memory. */
bool cause_overwritten_find(const struct campaign *campaign,
                            const struct scenario *scenario,
                            struct overwritten *overwritten);

#endif

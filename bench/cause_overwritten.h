/* SPDX-License-Identifier: MIT
 *
 * Why a request came to nothing: an experiment. The scenario is run again, and
 * words that the ask wrote and that were gone when main was reached are put
 * back; if the ROM is entered then, they were the request.
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

/* Makes the experiment. False: there is no memory for it. */
bool cause_overwritten_find(const struct campaign *campaign,
                            const struct scenario *scenario,
                            struct overwritten *overwritten);

#endif

/* SPDX-License-Identifier: MIT
 *
 * A scenario run again, with what the image stored between the ask and the
 * reset put back whenever something else overwrites it. If the firmware then
 * enters the ROM, that store was the request.
 */
#ifndef BENCH_CAUSE_STORE_H
#define BENCH_CAUSE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/scenario_run.h"

/* Who overwrote the request. */
enum cause_store_by {
    CAUSE_STORE_NOBODY, /* no store of the image was a request */
    CAUSE_STORE_START,  /* code that runs after the reset, before main looks */
    CAUSE_STORE_STACK,  /* the live stack: a push, or an exception's frame */
    CAUSE_STORE_RESET,  /* the reset itself, which erased that memory */
    CAUSE_STORE_ROM     /* the ROM, which ran in between */
};

struct cause_store {
    enum cause_store_by by;
    uint32_t address; /* of the word of the request */
    uint32_t pc;      /* of the instruction that overwrote it; by a reset: that
                         stored it */
    uint32_t word;    /* as it was stored */
    uint32_t now;     /* what it was overwritten with */
};

/* Makes the experiment for a request that was lost on the way through the
 * reset. False: out of memory. */
bool cause_store_find(const struct scenario_run *seen,
                      struct cause_store *found);

/* Makes it for one that was lost on the way through the ROM, which gave the
 * chip back once and would stay the next time. False: out of memory. */
bool cause_store_find_pass(const struct scenario_run *seen,
                           struct cause_store *found);

#endif

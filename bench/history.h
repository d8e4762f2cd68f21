/* SPDX-License-Identifier: MIT
 *
 * The history of one scenario: what ran when, and what happened in between. It
 * is found by running the scenario once more.
 */
#ifndef BENCH_HISTORY_H
#define BENCH_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/campaign.h"
#include "chip/chip.h"

enum { HISTORY_SPANS = 24 };

/* What the core executes. */
enum history_who {
    HISTORY_START_UP, /* from a reset to main or to the ROM; an image with the
                         library decides there */
    HISTORY_IMAGE,    /* the image under test, from main on */
    HISTORY_OTHER,    /* the program in bank 2 */
    HISTORY_ROM,
    HISTORY_FAULT /* a HardFault handler, a lock-up, or no code at all */
};

/* How a span began. */
enum history_by { HISTORY_BY_RESET, HISTORY_BY_BRANCH, HISTORY_BY_FAULT };

struct history_span {
    enum history_who who;
    enum history_by by;
    enum reset_kind reset;     /* HISTORY_BY_RESET */
    uint32_t pc;               /* its first address; 0 = unknown */
    uint64_t start_ps, end_ps; /* virtual time */
    bool asked;                /* an ask was made in it, first at */
    uint64_t ask_ps;
};

struct history {
    unsigned count;
    bool cut_short; /* there were more spans */
    struct history_span spans[HISTORY_SPANS];
};

/* Runs the scenario and fills in its history. False: out of memory. */
bool history_make(const struct campaign *campaign,
                  const struct scenario *scenario, struct history *history);

#endif

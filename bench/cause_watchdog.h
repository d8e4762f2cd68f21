/* SPDX-License-Identifier: MIT
 *
 * Causes H1, H4: watchdogs that run at the entry.
 */
#ifndef BENCH_CAUSE_WATCHDOG_H
#define BENCH_CAUSE_WATCHDOG_H

#include "bench/evidence.h"

/* Adds H4 as a cause where the ROM stayed, else as a warning; H1 as a
 * warning. */
void cause_watchdog_find(const struct evidence *seen);

#endif

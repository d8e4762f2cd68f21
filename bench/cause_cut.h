/* SPDX-License-Identifier: MIT
 *
 * The cause "cut", F2 and F3: a cut on the way into the ROM that the part does
 * not survive.
 */
#ifndef BENCH_CAUSE_CUT_H
#define BENCH_CAUSE_CUT_H

#include "bench/evidence.h"

/* Adds why the part does not start as it should after the last cut, or what the
 * cut changed. */
void cause_cut_find(const struct evidence *seen);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The loop that an application stands still in: the register that it reads and
 * the bits that it waits for.
 */
#ifndef BENCH_CAUSE_WAIT_H
#define BENCH_CAUSE_WAIT_H

#include "bench/evidence.h"

/* Adds the warning "wait" if the application executes a loop which only waits
 * for a register. True: it does. */
bool cause_wait_find(const struct evidence *seen);

#endif

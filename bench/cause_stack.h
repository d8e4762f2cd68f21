/* SPDX-License-Identifier: MIT
 *
 * Causes B1, B2, B5, B9: the stack that the ROM is entered with.
 */
#ifndef BENCH_CAUSE_STACK_H
#define BENCH_CAUSE_STACK_H

#include "bench/evidence.h"

/* Adds B1 where the branch went nowhere, because its target was read from the
 * new stack. True: it did. */
bool cause_stack_find_moved(const struct evidence *seen);

/* Adds those that are certain, and B1 as a warning where the code only risks
 * it. */
void cause_stack_find(const struct evidence *seen);

#endif

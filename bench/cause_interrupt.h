/* SPDX-License-Identifier: MIT
 *
 * Causes D1, D2, D3, D5, G3: interrupts, and pins, as they are left at the
 * entry.
 */
#ifndef BENCH_CAUSE_INTERRUPT_H
#define BENCH_CAUSE_INTERRUPT_H

#include "bench/evidence.h"

/* Adds causes where an interrupt was taken or is certain to be, else
 * warnings. */
void cause_interrupt_find(const struct evidence *seen);

#endif

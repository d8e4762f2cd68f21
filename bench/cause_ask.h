/* SPDX-License-Identifier: MIT
 *
 * Warnings about the asks: those that the firmware cannot have noticed, and
 * those that had no effect.
 */
#ifndef BENCH_CAUSE_ASK_H
#define BENCH_CAUSE_ASK_H

#include "bench/evidence.h"

/* Warns of asks in vain, of asks that were not made, and, where nothing else
 * explains a lost request, of what the ask may lack. */
void cause_ask_find(const struct evidence *seen);

#endif

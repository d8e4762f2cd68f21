/* SPDX-License-Identifier: MIT
 *
 * The ways in which a cut can leave an operation on a non-volatile memory.
 */
#ifndef BENCH_TORN_H
#define BENCH_TORN_H

#include "chip/state.h"

enum { TORN_WAYS = TORN_PREFIX + 16 };

/* Fills in the values of board.torn that differ for an operation in flight;
 * returns how many. */
unsigned torn_ways(const struct event_nvm *operation, uint8_t ways[TORN_WAYS]);

#endif

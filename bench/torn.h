/* SPDX-License-Identifier: MIT
 *
 * The ways in which a cut can leave an operation on a non-volatile memory.
 */
#ifndef BENCH_TORN_H
#define BENCH_TORN_H

#include "chip/state.h"

/* Returns the ways in which an operation can be torn, a mask of 1 <<
 * board.torn: those that leave other cells. Of a programming, its first words,
 * 57 at most. */
uint64_t torn_ways(const struct event_nvm *operation);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The ways in which a cut can leave an operation on a non-volatile memory.
 */
#ifndef BENCH_TORN_H
#define BENCH_TORN_H

#include "chip/state.h"

/* Returns the ways in which an operation of that kind can be torn, a mask of 1
 * << board.torn: those that leave other cells. */
uint32_t torn_ways(enum flash_operation kind);

#endif

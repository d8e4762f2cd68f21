/* SPDX-License-Identifier: MIT
 *
 * Whether the ROM in a machine is ready: it answers 0x7F with 0x79 (AN3155).
 */
#ifndef BENCH_ANSWERS_H
#define BENCH_ANSWERS_H

#include "bench/machine.h"

/* Sends 0x7F on USART2 to a copy of the machine; this one receives nothing.
 * True: the copy has answered within the next millisecond. */
bool answers_sync(const struct machine *machine);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The ask, made when its time has come: a call, a press, a text; and whether
 * the firmware can have noticed it.
 */
#ifndef BENCH_MACHINE_ASK_H
#define BENCH_MACHINE_ASK_H

#include <stdint.h>

#include "bench/machine.h"

/* Applies the inputs from outside that are due; returns the time of the next.
 */
uint64_t machine_ask_attend(struct machine *machine, uint64_t now);

#endif

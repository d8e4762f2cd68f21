/* SPDX-License-Identifier: MIT
 *
 * A machine whose supply is cut, or whose NRST falls, in the middle of what it
 * does. Nobody asks any more afterwards.
 */
#ifndef BENCH_MACHINE_CUT_H
#define BENCH_MACHINE_CUT_H

#include "bench/machine.h"
#include "bench/scenario_cut.h"

/* Cuts now, and lets the part start again. */
void machine_cut(struct machine *machine, const struct scenario_cut *cut);

#endif

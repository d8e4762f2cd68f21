/* SPDX-License-Identifier: MIT
 *
 * What is recorded of the core and the chip when the ROM is entered.
 */
#ifndef BENCH_MACHINE_VISIT_H
#define BENCH_MACHINE_VISIT_H

#include "bench/machine.h"

/* Returns the visit that FETCH, of the ROM's first instruction, begins. */
struct machine_visit machine_visit_begin(const struct machine *machine,
                                         const struct event *fetch);

#endif

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

/* True: EVENT is of the ROM's code, not of the image's. A reset that the ROM
 * makes ends the visit before the events of that reset come. */
bool machine_visit_made(const struct machine *machine,
                        const struct machine_event *event);

/* Return whether the watchdogs run. */
bool machine_visit_iwdg(const struct chip *chip);
bool machine_visit_wwdg(const struct chip *chip);

#endif

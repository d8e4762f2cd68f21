/* SPDX-License-Identifier: MIT
 *
 * Where the core of a machine may fetch, and where it is to be noticed: code of
 * the image that runs, RAM that somebody wrote, the ROM once it was entered
 * where it may be.
 */
#ifndef BENCH_GUARD_H
#define BENCH_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/machine.h"

/* Is there code at PC, as the chip is mapped now? Remembers code that lies
 * outside the images: a RAM function, an image through the alias. */
bool guard_allows(struct machine *machine, uint32_t pc);

/* Tells the chip what is code now; to be called after anything changed. */
void guard_set(struct machine *machine);

/* Gives the chip its breakpoints: the debugger's, and until the application
 * of either bank has started for good, where that is. */
void guard_set_breaks(struct machine *machine);

/* Makes the chip stop where the application of either bank runs. */
void guard_watch_main(struct machine *machine);

#endif

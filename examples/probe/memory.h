/* SPDX-License-Identifier: MIT
 *
 * RAM as the probe's test field, and the watchdogs.
 */
#ifndef EXAMPLES_PROBE_MEMORY_H
#define EXAMPLES_PROBE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* Words of RAM in the two areas: the ROM's own, up to its first stack pointer,
 * and above it up to the probe's stack. */
unsigned ram_own_words(void);
unsigned ram_above_words(void);

/* Fills both areas with words that differ from each other and are no address
 * of anything: a ROM that takes one for a pointer faults at once. */
void ram_fill(void);

/* How many words are still as filled. */
unsigned ram_kept_own(void);
unsigned ram_kept_above(void);

/* The IWDG: starts it, to bite after two seconds; refreshes it, running or
 * not. */
void watchdog_start(void);
void watchdog_refresh(void);

/* Is it as watchdog_start() has set it? Every reset changes that. */
bool watchdog_set(void);

/* A reset by the WWDG, which leaves its flag. */
_Noreturn void window_reset(void);

#endif

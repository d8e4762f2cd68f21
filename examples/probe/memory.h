/* SPDX-License-Identifier: MIT
 *
 * Test patterns in RAM, and the watchdogs.
 */
#ifndef EXAMPLES_PROBE_MEMORY_H
#define EXAMPLES_PROBE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* Return the number of words in the two areas: the ROM's own RAM, up to its
 * first stack pointer, and above it up to the probe's stack. */
unsigned ram_own_words(void);
unsigned ram_above_words(void);

/* Fills both areas with words that differ from each other and are no valid
 * address: a ROM that uses one as a pointer faults at once. */
void ram_fill(void);

/* Return how many words of each area are unchanged. */
unsigned ram_kept_own(void);
unsigned ram_kept_above(void);

/* Start the IWDG with the time-out WATCHDOG_RELOAD; refresh it, running or not.
 */
void watchdog_start(void);
void watchdog_refresh(void);

/* True: the IWDG has the setting of watchdog_start(). Every reset changes that.
 */
bool watchdog_set(void);

/* Resets by the WWDG, which leaves its flag. */
_Noreturn void window_reset(void);

#endif

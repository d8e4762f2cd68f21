/* SPDX-License-Identifier: MIT
 *
 * Watched data: the run stops behind the instruction, or the exception entry
 * or return, that reads or writes it, as with the watchpoints of a debugger.
 * Who wrote it last is noted, whether the run stops for it or not.
 * Not watched: instruction fetches, vector fetches (EVENT_VECTOR), the words
 * that a multiple stored before one of them faulted, what the host writes,
 * SRAM that is lost (EVENT_RESET).
 */
#ifndef CHIP_CORE_ARMV6M_WATCHPOINT_H
#define CHIP_CORE_ARMV6M_WATCHPOINT_H

#include "chip/state.h"

/* Watches `size` bytes, in addresses as the core uses them. kinds = 0 never
 * stops the run: only who writes there is noted. Returns false when the table
 * is full or `size` is 0. */
bool watchpoint_set(struct chip *chip, uint32_t address, uint32_t size,
                    unsigned kinds);
void watchpoint_clear(struct chip *chip);

/* Returns the last write to the range that holds `address`, or NULL: nothing
 * was written there since it is watched, or it is not watched. Of a long range
 * the last write to any part of it is known: a word whose writer matters needs
 * a range of its own. */
const struct watchpoint_write *watchpoint_last(const struct chip *chip,
                                               uint32_t address);

/* --- for the core --- */

/* Returns whether an access is to watched data. */
bool watchpoint_meets(const struct chip *chip,
                      const struct watchpoint_access *access);
/* Notes an access that has been made, and a hit if the run is to stop. */
void watchpoint_see(struct chip *chip, const struct watchpoint_access *access);

#endif

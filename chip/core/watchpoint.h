/* SPDX-License-Identifier: MIT
 *
 * Watchpoints on data: the run stops after the instruction, or the exception
 * entry or return, that reads or writes it. The last writer is recorded,
 * whether the run stops or not. Not watched: instruction fetches, vector
 * fetches (EVENT_VECTOR), the words that a multiple stored before one of them
 * faulted, writes of the DMA and of the host, SRAM that is lost (EVENT_RESET).
 */
#ifndef CHIP_CORE_WATCHPOINT_H
#define CHIP_CORE_WATCHPOINT_H

#include "chip/state.h"

/* Watches `size` bytes, by the addresses that the core uses. kinds = 0 never
 * stops the run: only the last writer is recorded. Returns false when the table
 * is full or `size` is 0. */
bool watchpoint_set(struct chip *chip, uint32_t address, uint32_t size,
                    unsigned kinds);
void watchpoint_clear(struct chip *chip);

/* Returns the last write to the range that contains `address`, or NULL: there
 * was none since the range was set, or none contains it. One write is recorded
 * for the whole range: a word whose writer matters needs a range of its own. */
const struct watchpoint_write *watchpoint_last(const struct chip *chip,
                                               uint32_t address);

/* --- for the core --- */

/* Returns whether an access touches watched data. */
bool watchpoint_meets(const struct chip *chip,
                      const struct watchpoint_access *access);
/* Returns whether watchpoint_see() would record such an access, or stop the
 * run: a read of data that is watched for writes alone has no effect. */
bool watchpoint_matters(const struct chip *chip,
                        const struct watchpoint_access *access);
/* Records an access that was made, and a hit if the run is to stop. */
void watchpoint_see(struct chip *chip, const struct watchpoint_access *access);

#endif

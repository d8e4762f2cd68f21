/* SPDX-License-Identifier: MIT
 *
 * Watched data: the run stops behind the instruction, or the exception entry
 * or return, that reads or writes it, as with the watchpoints of a debugger;
 * and who wrote it last is noted, whether the run stops for it or not. The
 * loads and stores of cpu_step.c know nothing of this: while data is watched,
 * the run loop takes its slow path, which finds out before each instruction
 * what it is about to access.
 * Not watched: instruction fetches, vector fetches (EVENT_VECTOR), the words
 * that a multiple stored before one of them faulted, what the host writes,
 * SRAM that is lost (EVENT_RESET).
 */
#ifndef CHIP_CORE_ARMV6M_WATCHPOINT_H
#define CHIP_CORE_ARMV6M_WATCHPOINT_H

#include "chip/state.h"

/* Watches SIZE bytes, in addresses as the core uses them. KINDS = 0 never
 * stops the run: it asks only who writes there. False: the table is full, or
 * SIZE is 0. */
bool watchpoint_set(struct chip *chip, uint32_t address, uint32_t size,
                    unsigned kinds);
void watchpoint_clear(struct chip *chip);

/* Who wrote last to the range that holds ADDRESS? NULL: nobody since it is
 * watched, or it is not. A word whose writer matters wants a range of its
 * own: of a longer one the last write to any part of it is known. */
const struct watchpoint_write *watchpoint_last(const struct chip *chip,
                                               uint32_t address);

/* What the instruction at pc will access if nothing faults. cpu.window must
 * hold it. */
struct watchpoint_access watchpoint_next(const struct chip *chip);

/* cpu_step(), and looks whether it accessed what is watched. */
void watchpoint_step(struct chip *chip);

/* The COUNT words at ADDRESS that exception entry is about to store, or, with
 * no WORDS, that exception return reads. To be seen when it is done. */
struct watchpoint_access watchpoint_frame(const struct chip *chip,
                                          uint32_t address, unsigned count,
                                          const uint32_t *words);
void watchpoint_see(struct chip *chip, const struct watchpoint_access *access);

#endif

/* SPDX-License-Identifier: MIT
 *
 * For lockstep.c: chip and judge side by side. What differs is known, or
 * printed with the instruction and the state before it; it ends the run.
 */
#ifndef TESTS_CHIP_CORE_LOCKSTEP_DIFFER_H
#define TESTS_CHIP_CORE_LOCKSTEP_DIFFER_H

#include "tests/chip/core/lockstep.h"

enum { SP = 13, LR = 14, APSR = 15 }; /* in struct lockstep's values[] */

/* Ends the program unless `error` is none. */
void must(uc_err error, const char *what);
uint32_t judge_get(const struct lockstep *l, int reg);
/* Of the code; 0 elsewhere. */
uint16_t halfword(const struct lockstep *l, uint32_t address);

/* A difference at the instruction l->at, in words. Returns false. */
__attribute__((format(printf, 3, 4))) bool
differs(struct lockstep *l, enum difference seen, const char *format, ...);
/* The rest return true unless something differs. */
bool same(struct lockstep *l, enum difference seen, const char *name,
          uint32_t chip, uint32_t judge);
/* R0 to R12. */
bool same_low(struct lockstep *l, enum difference seen);
/* All registers and flags, and that the chip goes on at `next`. */
bool same_registers(struct lockstep *l, uint32_t next);
/* MSP, PSP, CONTROL, PRIMASK. */
bool same_special(struct lockstep *l);
/* SRAM. */
bool same_memory(struct lockstep *l);

#endif

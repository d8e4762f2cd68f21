/* SPDX-License-Identifier: MIT
 *
 * What each family decides about its experiments. docs/silicon.md has the
 * reasons.
 */
#ifndef EXAMPLES_PROBE_PLAN_H
#define EXAMPLES_PROBE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "examples/probe/state.h"

/* What the probe is going to do, for its owner; what is said when the flash
 * could not be written. */
extern const char plan_introduction[], plan_unwritten[];

/* Return the name in the report, and the announcement, which begins with a
 * name. */
const char *plan_name(enum experiment experiment);
const char *plan_title(enum experiment experiment);

/* Prints the command for a ROM that has stayed, a line. */
void plan_print_command(enum experiment experiment);

/* Settles what the chip alone shows, before the first experiment. */
void plan_ask_chip(void);

/* True: the experiment is possible, and needed. */
bool plan_applies(enum experiment experiment);

/* Prepares the flash. False: it failed, and the experiment is left out. */
bool plan_prepare(enum experiment experiment);

/* Goes on with what plan_prepare() has begun in PHASE_TEAR. The same. */
bool plan_go_on(enum experiment experiment);

/* Leaves flash and clocks that survive a reset as they were before the run. */
void plan_clean(void);

/* True: RAM is filled; the experiment makes two jumps; TIM6's interrupt is to
 * come to the ROM. */
bool plan_fills(enum experiment experiment);
bool plan_passes(enum experiment experiment);
bool plan_times(enum experiment experiment);

/* Maps what the ROM is to find mapped. The clock of SYSCFG is on. */
void plan_map(enum experiment experiment, bool first_pass);

/* Loads MSP and branches. */
static inline _Noreturn void enter_rom(uint32_t sp, uint32_t entry)
{
    __asm volatile("msr msp, %0\n\tbx %1" ::"r"(sp), "r"(entry) : "memory");
    __builtin_unreachable();
}

/* Enters the ROM. */
_Noreturn void plan_jump(enum experiment experiment, bool first_pass);

/* True: what came back is no answer of the ROM: a button, a power failure, the
 * wrong command. */
bool plan_says_nothing(enum experiment experiment, unsigned kind);

/* Stores the readings that the experiment settles; CAME as in probe.h. */
void plan_evaluate(enum experiment experiment, uint32_t came);

/* Returns why the probe must not run on this part; NULL = it may. */
const char *plan_refusal(void);

/* True: the size of the flash is one that the family has. */
bool plan_flash_size_known(void);

/* Returns the name of a reading, and of a value in the report: of 0 "open" or
 * the like, "none" where it does not apply to the ROM. */
const char *plan_reading_name(enum reading reading);
const char *plan_reading_value(enum reading reading, unsigned value);

#endif

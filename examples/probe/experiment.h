/* SPDX-License-Identifier: MIT
 *
 * The experiments: which is next, how each is begun, and what its end says.
 * docs/silicon.md has the reasons.
 */
#ifndef EXAMPLES_PROBE_EXPERIMENT_H
#define EXAMPLES_PROBE_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "examples/probe/state.h"

/* Is ID one of the four ROMs that are known? Does it check the banks? */
bool rom_known(uint8_t id);
bool rom_checks_banks(uint8_t id);

/* "go", "watchdog": how an experiment came back. */
const char *came_name(unsigned kind);

/* Announces the experiment that is ready, waits for a y, prepares it, and
 * resets into it; or passes over it when it cannot be made. Returns when no
 * experiment is left. */
void experiments_run(void);

/* After a reset, before anything has used RAM: makes the jump, or the first of
 * two. */
_Noreturn void experiment_jump(void);
_Noreturn void experiment_first_pass(void);

/* What state_came() says: takes the readings down and makes the next
 * experiment ready, or this one again. */
void experiment_conclude(void);

#endif

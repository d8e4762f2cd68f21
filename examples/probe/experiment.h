/* SPDX-License-Identifier: MIT
 *
 * The experiments: their order, and the start of each; evaluation.h has what
 * their ends show. docs/silicon.md has the reasons.
 */
#ifndef EXAMPLES_PROBE_EXPERIMENT_H
#define EXAMPLES_PROBE_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "examples/probe/state.h"

/* True: ID is that of a known ROM; and of one that checks the banks. */
bool rom_known(uint8_t id);
bool rom_checks_banks(uint8_t id);

/* Announces the next experiment, waits for a y, prepares it, and resets into
 * it; or skips it when it is impossible. Returns when no experiment is left. */
void experiments_run(void);

/* Make the jump, or the first of two. To be called after a reset, before any
 * code has used RAM. */
_Noreturn void experiment_jump(void);
_Noreturn void experiment_first_pass(void);

/* Evaluates state_came(): stores the readings and makes the next experiment
 * ready, or this one again. */
void experiment_conclude(void);

#endif

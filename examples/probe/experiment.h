/* SPDX-License-Identifier: MIT
 *
 * The experiments, one after the other: the start of each, and its end. plan.h
 * has what differs between them.
 */
#ifndef EXAMPLES_PROBE_EXPERIMENT_H
#define EXAMPLES_PROBE_EXPERIMENT_H

/* Announces the next experiment, waits for a y, prepares it, and resets into
 * it; or skips it when it is impossible. Returns when no experiment is left. */
void experiments_run(void);

/* Goes on with a preparation that a reset was a part of. */
void experiment_go_on(void);

/* Make the jump, or the first of two. To be called after a reset, before any
 * code has used RAM. */
_Noreturn void experiment_jump(void);
_Noreturn void experiment_first_pass(void);

/* Evaluates state_came(): stores the readings and makes the next experiment
 * ready, or this one again. */
void experiment_conclude(void);

#endif

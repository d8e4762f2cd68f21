/* SPDX-License-Identifier: MIT
 *
 * What a programmer does when an operation has ended, phase by phase. For
 * programmer.c and its parts only.
 */
#ifndef BENCH_PROGRAMMER_PHASE_H
#define BENCH_PROGRAMMER_PHASE_H

#include <stddef.h>

#include "bench/programmer_state.h"

/* Each looks at how the last operation ended, and begins the next one, enters
 * the next phase, or ends the session. */
void programmer_phase_identify(struct programmer *programmer);
void programmer_phase_erase(struct programmer *programmer);
void programmer_phase_write(struct programmer *programmer);
void programmer_phase_verify(struct programmer *programmer);
void programmer_phase_start(struct programmer *programmer);

void programmer_phase_end(struct programmer *programmer,
                          enum programmer_end end);
/* Ends the session by the result of an operation that failed. */
void programmer_phase_fail(struct programmer *programmer);
/* Enters a phase whose work is TOTAL, at its first step. */
void programmer_phase_enter(struct programmer *programmer,
                            enum programmer_phase phase, uint32_t total);

/* Makes the plan of the update. False: ERROR says why there is none. */
bool programmer_phase_plan(const struct programmer *programmer,
                           struct flash_plan *plan, char *error, size_t size);

#endif

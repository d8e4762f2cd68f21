/* SPDX-License-Identifier: MIT
 *
 * What the end of an experiment shows: the readings that it settles.
 * docs/silicon.md has the reasons.
 */
#ifndef EXAMPLES_PROBE_EVALUATION_H
#define EXAMPLES_PROBE_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

#include "examples/probe/state.h"

/* Returns the name of the way an experiment came back: "go", "watchdog" ... */
const char *came_name(unsigned kind);

/* True: the host's Go led back, so that the ROM had stayed. */
bool came_by_go(unsigned kind);

/* True: the ROM hung, or its default handler or the probe's took over. */
bool came_from_fault(unsigned kind);

/* Stores the readings that the experiment settles; CAME as in probe.h. */
void evaluate(enum experiment experiment, uint32_t came);

#endif

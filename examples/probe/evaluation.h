/* SPDX-License-Identifier: MIT
 *
 * What the end of an experiment shows, as far as it is the same in each family:
 * the readings that it settles. docs/silicon.md has the reasons.
 */
#ifndef EXAMPLES_PROBE_EVALUATION_H
#define EXAMPLES_PROBE_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

/* Returns the name of the way an experiment came back: "go", "watchdog" ... */
const char *came_name(unsigned kind);

/* True: the host's Go led back, so that the ROM had stayed. */
bool came_by_go(unsigned kind);

/* True: a bank was started: the guest ran, or the system was reset. */
bool came_by_bounce(unsigned kind);

/* True: the host's Go led back, or to the guest. */
bool came_back(unsigned kind);

/* True: the ROM hung, or its default handler or the probe's took over. */
bool came_from_fault(unsigned kind);

/* Store READ_RAM by the words that the ROM has left, and how many those are. */
void evaluate_ram(void);

/* Store READ_STACK of a bank that was started by a branch, READ_CSR by the flag
 * of the window watchdog, READ_FAULT by what the default handler did, and
 * READ_GO by what Go left; CAME as in probe.h. */
void evaluate_stack(uint32_t came);
void evaluate_csr(uint32_t came);
void evaluate_fault(unsigned kind);
void evaluate_go(unsigned kind, uint32_t came);

#endif

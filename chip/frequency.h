/* SPDX-License-Identifier: MIT
 *
 * Changes of the clocks that blocks count: HCLK, the bus clocks, the gates in
 * front of the blocks, and kernel clocks. What counts one of them is brought up
 * to date before, and armed again after.
 */
#ifndef CHIP_FREQUENCY_H
#define CHIP_FREQUENCY_H

#include "chip/state.h"

/* Sets SYSCLK (Hz) and what HPRE, PPRE1 and PPRE2 make of it from now on.
 * Returns whether a frequency changed. */
bool frequency_set(struct chip *chip, uint32_t sysclk_hz, uint32_t hpre,
                   uint32_t ppre1, uint32_t ppre2);

/* For a run to a time: sets *cycle to the one at which `ps` is reached under
 * the present HCLK. A change of HCLK ends a run with STOP_BUDGET from now on,
 * so that the cycle is computed anew. Returns false, and ends that, when the
 * time is reached. */
bool frequency_cycle(struct chip *chip, uint64_t ps, uint64_t *cycle);
/* Ends it before. */
void frequency_forget(struct chip *chip);

/* Prepare all rows of the map for a change that the caller makes in between,
 * and arm them again. */
void frequency_before(struct chip *chip);
void frequency_after(struct chip *chip);

/* Let the blocks look at a kernel clock that began, ended or changed: those on
 * this one, or on any from `first` on. */
void frequency_kernel(struct chip *chip, unsigned kernel);
void frequency_kernels(struct chip *chip, unsigned first);

#endif

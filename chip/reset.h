/* SPDX-License-Identifier: MIT
 *
 * Resets are requested, and done before the next instruction. Each block
 * clears what a kind of reset clears in it; RCC has the flags that it leaves.
 */
#ifndef CHIP_RESET_H
#define CHIP_RESET_H

#include "chip/state.h"

/* Requests a reset before the next instruction; of two requests the lower kind
 * (the stronger) wins. */
void reset_request(struct chip *chip, enum reset_kind kind);
/* Returns "power-on", "system", ... */
const char *reset_name(enum reset_kind kind);

#endif

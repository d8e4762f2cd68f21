/* SPDX-License-Identifier: MIT
 *
 * Resets are requested, and done before the next instruction: what each kind
 * clears is with each block, the flags that it leaves are with RCC.
 */
#ifndef CHIP_RESET_H
#define CHIP_RESET_H

#include "chip/state.h"

/* Asks for a reset before the next instruction; of two requests the lower
 * kind (the stronger) wins. */
void reset_request(struct chip *chip, enum reset_kind kind);
/* Returns "power-on", "system", ... */
const char *reset_name(enum reset_kind kind);

#endif

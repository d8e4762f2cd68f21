/* SPDX-License-Identifier: MIT
 *
 * What the next instruction does, for loops that wait (chip/core/skip.h).
 */
#ifndef CHIP_CORE_ARMV7M_NEXT_H
#define CHIP_CORE_ARMV7M_NEXT_H

#include "chip/core/core.h"

/* As in struct core. */
bool armv7m_next(struct chip *chip, struct core_next *next);

#endif

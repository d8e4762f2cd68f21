/* SPDX-License-Identifier: MIT
 *
 * Steps of ARMv7-M while there are watchpoints (chip/core/watchpoint.h).
 */
#ifndef CHIP_CORE_ARMV7M_WATCHPOINT_STEP_H
#define CHIP_CORE_ARMV7M_WATCHPOINT_STEP_H

#include "chip/state.h"

/* Runs one instruction, and records its access to watched data. The window must
 * hold pc. */
void armv7m_step_watched(struct chip *chip);

#endif

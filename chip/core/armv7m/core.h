/* SPDX-License-Identifier: MIT
 *
 * The cores of ARMv7-M, with four bits of priority as STM32 have them.
 */
#ifndef CHIP_CORE_ARMV7M_CORE_H
#define CHIP_CORE_ARMV7M_CORE_H

#include "chip/core/core.h"

extern const struct core cortex_m3;  /* r2p1 */
extern const struct core cortex_m4;  /* r0p1, without an FPU */
extern const struct core cortex_m4f; /* with one */

#endif

/* SPDX-License-Identifier: MIT
 *
 * An instruction of ARMv7-M as it is fetched.
 */
#ifndef CHIP_CORE_ARMV7M_CODE_H
#define CHIP_CORE_ARMV7M_CODE_H

#include <stdbool.h>
#include <stdint.h>

enum { SET_DSP = 1 << 0, SET_FPU = 1 << 1 };

struct code7 {
    uint32_t pc;
    uint16_t first, second; /* the second halfword, if there is one */
    uint8_t it;             /* ITSTATE */
    uint8_t sets;           /* what the core has beside the Cortex-M3's */
};

static inline bool decode7_is_wide(uint32_t first)
{
    return first >= 0xE800;
}

#endif

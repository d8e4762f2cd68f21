/* SPDX-License-Identifier: MIT
 *
 * SysTick, 24 bits. DDI0419 B3.3. The external reference is HCLK/8 (RM0367
 * section 7.2, clock tree). The counter is a function of `cycle`.
 */
#ifndef CHIP_CORE_SYSTICK_H
#define CHIP_CORE_SYSTICK_H

#include "chip/map.h"

extern const struct map_kind systick;

#endif

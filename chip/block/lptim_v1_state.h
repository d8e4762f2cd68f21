/* SPDX-License-Identifier: MIT
 *
 * The state and the variants of a low-power timer, see lptim_v1.h.
 */
#ifndef CHIP_BLOCK_LPTIM_V1_STATE_H
#define CHIP_BLOCK_LPTIM_V1_STATE_H

#include "chip/map.h"
#include "chip/ticks.h"

struct lptim_v1 {
    uint32_t isr, ier, cfgr, cr, cmp, arr;
    uint32_t cmp_active, arr_active; /* in force */
    struct ticks clock;              /* the kernel clock */
    uint32_t cmp_wait, arr_wait;     /* kernel clocks until a value arrives */
    uint32_t start_wait;             /* until counting begins; 0 = none */
    bool running;
    bool single;
    uint32_t prescale; /* kernel clocks in the present count */
    uint32_t count;
    bool out;      /* the output, before WAVPOL */
    bool etr, in1; /* levels of the pins */
};

/* What an instance has besides. */
struct lptim_v1_variant {
    unsigned exti; /* its line, for the event that wakes from Stop */
};

#endif

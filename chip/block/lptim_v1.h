/* SPDX-License-Identifier: MIT
 *
 * The low-power timer of the F4, L0 and L4: a 16-bit up-counter on a clock of
 * its own, with prescaler, one comparator, external trigger and pulse counter.
 * RM0367 section 24, whose text could not be checked: what the comments do not
 * grade otherwise is assumed.
 *
 * Documented (stm32l0xx_ll_lptim.h): CFGR and IER are written while ENABLE=0,
 * ARR and CMP while it is 1, SNGSTRT and CNTSTRT too; ARROK and CMPOK tell that
 * a value has arrived.
 *
 * Assumed: a value arrives 3 kernel clocks after the write, and counting begins
 * 2 kernel clocks after SNGSTRT or CNTSTRT; the period is ARR + 1; ARRM and
 * CMPM come when the counter reaches the value; a single count ends at ARR, and
 * the counter goes back to 0; ENABLE=0 sets the counter to 0 and keeps the
 * flags; an edge on a pin counts at once, without filters (TRGFLT, CKFLT); what
 * is written out of its time is ignored and reported, ARR and CMP are kept.
 *
 * Not modelled: the output in set-once mode (WAVE), encoder mode (ENC),
 * triggers other than the pin ETR: reported.
 */
#ifndef CHIP_BLOCK_LPTIM_V1_H
#define CHIP_BLOCK_LPTIM_V1_H

#include "chip/map.h"
#include "chip/ticks.h"

extern const struct map_kind lptim_v1;

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

/* SPDX-License-Identifier: MIT
 *
 * General-purpose and basic timers, 16 bits: up-counter, prescaler, update
 * event, compare match and interrupts. RM0367 sections 21 to 23. The counter is
 * a function of `cycle`.
 *
 * Assumed, where RM0367 is silent: a counter above ARR runs on to 0xFFFF and
 * wraps with an update event; CCRx above ARR matches at the overflow.
 *
 * Not modelled: counting down and centre-aligned (counts up instead), input
 * capture, outputs on pins, encoder and slave mode, external clocks and
 * triggers, TRGO, DMA.
 */
#ifndef CHIP_BLOCK_TIM_H
#define CHIP_BLOCK_TIM_H

#include "chip/map.h"

extern const struct map_kind tim;

struct tim {
    uint32_t cr1, cr2, smcr, dier, sr, ccmr1, ccmr2, ccer;
    uint32_t psc, arr, ccr[4], dcr, or ;
    uint32_t psc_active, arr_active; /* preloaded values in force */
    uint32_t ccr_active[4];
    uint32_t count;      /* CNT at base_cycle */
    uint32_t prescale;   /* prescaler at base_cycle: 0..psc_active */
    uint64_t base_cycle; /* may lie ahead: the counter starts then */
};

/* What a timer has: the bits of each register that exist; all 0 = not the
 * register. */
struct tim_variant {
    unsigned channels; /* 0..4; 0 = none of the registers below */
    uint32_t cr1, cr2, dier, egr;
    uint32_t ccmr2, ccer, dcr, or ; /* with DCR, DMAR */
};

#endif

/* SPDX-License-Identifier: MIT
 *
 * TIM2 (general purpose, 16 bits here) and TIM6 (basic): up-counter, prescaler,
 * update event, compare match and interrupts. RM0367 sections 21 and 23. The
 * counter is a function of `cycle`.
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

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

enum { TIM_2, TIM_6, TIM_COUNT };

struct tim {
    uint32_t cr1, cr2, smcr, dier, sr, ccmr1, ccmr2, ccer;
    uint32_t psc, arr, ccr[4], dcr, or ;
    uint32_t psc_active, arr_active; /* preloaded values in force */
    uint32_t ccr_active[4];
    uint32_t count;      /* CNT at base_cycle */
    uint32_t prescale;   /* prescaler at base_cycle: 0..psc_active */
    uint64_t base_cycle; /* may lie ahead: the counter starts then */
};

void tim_reset(struct chip *chip, unsigned index);
enum access tim2_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access tim2_write(struct chip *chip, uint32_t offset, uint32_t value);
enum access tim6_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access tim6_write(struct chip *chip, uint32_t offset, uint32_t value);
void tim_due(struct chip *chip, unsigned index);
/* Around a change of HCLK or of RCC_APB1ENR: count up to now; arm again. */
void tim_sync(struct chip *chip);
void tim_rearm(struct chip *chip);

#endif

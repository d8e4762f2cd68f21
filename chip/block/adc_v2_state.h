/* SPDX-License-Identifier: MIT
 *
 * The state and the variants of an ADC, see adc_v2.h.
 */
#ifndef CHIP_BLOCK_ADC_V2_STATE_H
#define CHIP_BLOCK_ADC_V2_STATE_H

#include "chip/map.h"
#include "chip/ticks.h"

enum { ADC_V2_PINS = 16 };

struct adc_v2 {
    uint32_t isr, ier, cr, cfgr1, cfgr2, smpr, tr, chselr, dr, calfact, ccr;
    struct ticks clock;
    uint8_t step;         /* what it is doing */
    uint32_t left;        /* ADC clocks until that is over */
    uint32_t pending;     /* channels of the sequence to be converted */
    uint8_t channel;      /* that is converted now */
    uint32_t sample;      /* what was sampled */
    uint32_t sum, summed; /* of the oversampler, and how many are in it */
    bool served;          /* by the DMA, since ADSTART */
    uint64_t settled_ps;  /* ADEN may be set from then on */
};

/* What channels 0 to 15 are connected to, and the factory's words. */
struct adc_v2_variant {
    struct map_pin pins[ADC_V2_PINS];
    uint32_t vrefint_cal, ts_cal1, ts_cal2; /* addresses */
};

#endif

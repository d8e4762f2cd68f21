/* SPDX-License-Identifier: MIT
 *
 * The state and the variants of an ADC, see adc_v2.h.
 */
#ifndef CHIP_BLOCK_ADC_V2_STATE_H
#define CHIP_BLOCK_ADC_V2_STATE_H

#include "chip/map.h"
#include "chip/ticks.h"

enum { ADC_V2_PINS = 19 };

struct adc_v2 {
    uint32_t isr, ier, cr, cfgr1, cfgr2, smpr, tr, chselr, dr, calfact, ccr;
    struct ticks clock;
    uint8_t step;         /* what it is doing */
    uint32_t left;        /* ADC clocks until that is over */
    uint32_t pending;     /* channels of the sequence to be converted; of a
                           * ranked one, ranks */
    uint8_t channel;      /* that is converted now, */
    uint8_t rank;         /* and its bit of `pending` */
    bool ranked;          /* this is the beginning of a struct adc_v3 */
    uint32_t sample;      /* what was sampled */
    uint32_t sum, summed; /* of the oversampler, and how many are in it */
    bool served;          /* by the DMA, since ADSTART */
    uint64_t settled_ps;  /* ADEN may be set from then on */
};

/* The later ADC, see adc_v3.h. Its CFGR and TR1 are cfgr1 and tr. */
struct adc_v3 {
    struct adc_v2 adc;
    uint32_t smpr2, sqr[4];
};

/* What the channels are connected to, and the factory's words. */
struct adc_v2_variant {
    uint8_t pin_first, pin_count; /* channels with a pin */
    struct map_pin pins[ADC_V2_PINS];
    uint8_t vrefint, temperature, vbat;     /* channels; 0xFF = none */
    uint8_t ts_span;                        /* degrees from TS_CAL1 on */
    uint16_t cal_mv;                        /* VDDA when the factory measured */
    uint32_t vrefint_cal, ts_cal1, ts_cal2; /* addresses */
};

enum { ADC_NO_CHANNEL = 0xFF };

#endif

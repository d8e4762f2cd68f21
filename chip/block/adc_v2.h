/* SPDX-License-Identifier: MIT
 *
 * The ADC of the F0 and L0 (aditf4; v2 is the one with calibration factor and
 * oversampler): one sequence of channels in the order of their numbers. RM0367
 * section 14, whose text could not be checked: what the comments do not grade
 * otherwise is assumed.
 *
 * Documented (stm32l0xx_ll_adc.h, stm32l0xx_hal_adc.c): calibration takes 83
 * clocks and leaves the factor in DR and CALFACT; the clock choices; a
 * conversion takes the sampling time and 12.5, 10.5, 8.5 or 6.5 clocks; ADRDY
 * needs the conversion clock and is not set with AUTOFF, which needs no ADEN;
 * with WAIT a conversion begins when the last result was read; what is written
 * at its time only.
 *
 * Assumed: a channel on a pin reads the level of the pin, 0 or full scale;
 * VREF+ is board.vdda_mv, 3300 as on the Nucleo; the die has board.celsius, 25;
 * the reference and the sensor read 0 while VREFEN or TSEN is 0; start-up takes
 * 1 us, ADSTP and ADDIS take 2 clocks; what is written out of its time is
 * ignored and reported; without any CHSELR bit nothing is converted.
 *
 * Not modelled: external triggers (EXTEN), TOVS, VLCD (VLCDEN): reported.
 * A calibration makes no request to the DMA.
 * Analog levels, offset, noise, the sampling time's effect, and LFMEN, which is
 * kept. EOSMP comes half a clock late.
 */
#ifndef CHIP_BLOCK_ADC_V2_H
#define CHIP_BLOCK_ADC_V2_H

#include "chip/map.h"
#include "chip/ticks.h"

extern const struct map_kind adc_v2;

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

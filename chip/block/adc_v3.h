/* SPDX-License-Identifier: MIT
 *
 * The ADC of the F3 and L4 (aditf5): the clock, the calibration, the results
 * and the oversampler of adc_v2.h, with a sequence of up to 16 ranks and a
 * sampling time for each channel.
 * RM0351 section 18, whose text could not be checked, stm32l4xx_ll_adc.h,
 * stm32l4xx_hal_adc.c: what the comments do not grade otherwise is assumed.
 *
 * Documented (stm32l4xx_ll_adc.h): DEEPPWD and ADVREGEN before ADCAL and ADEN;
 * 116 clocks of a calibration; the clock choices of CCR; the sampling times;
 * SQR1 to SQR4; which bits are written at their time only.
 *
 * Not modelled, and reported when a write sets a bit of it: ADC2 and ADC3,
 * which read as after a reset; injected conversions, external triggers,
 * discontinuous groups of more than one, the second and third watchdog,
 * offsets, differential inputs, dual mode. A pin is 0 or full scale, as in
 * adc_v2.h.
 */
#ifndef CHIP_BLOCK_ADC_V3_H
#define CHIP_BLOCK_ADC_V3_H

#include "chip/block/adc_v2_state.h"

extern const struct map_kind adc_v3;

#endif

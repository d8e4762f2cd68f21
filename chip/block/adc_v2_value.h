/* SPDX-License-Identifier: MIT
 *
 * What an ADC measures, and what becomes of it in DR, see adc_v2.h.
 */
#ifndef CHIP_BLOCK_ADC_V2_VALUE_H
#define CHIP_BLOCK_ADC_V2_VALUE_H

#include "chip/block/adc_v2_state.h"

/* Returns what the present channel is connected to, with 12 bits. */
uint32_t adc_v2_value_measure(struct chip *chip, const struct map_row *row);
/* Takes the present sample to DR, the watchdog or the oversampler. Returns
 * whether a result is there: the oversampler takes several samples. */
bool adc_v2_value_take_sample(struct adc_v2 *adc);

#endif

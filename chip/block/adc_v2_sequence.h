/* SPDX-License-Identifier: MIT
 *
 * What an ADC does, step by step on its clock: calibration, start-up and the
 * conversions of a sequence, see adc_v2.h.
 */
#ifndef CHIP_BLOCK_ADC_V2_SEQUENCE_H
#define CHIP_BLOCK_ADC_V2_SEQUENCE_H

#include "chip/block/adc_v2_state.h"

/* Returns the period of the ADC's clock; 0 = it stands still. */
uint64_t adc_v2_sequence_period_ps(const struct chip *chip,
                                   const struct map_row *row);
/* Follows a change of PCLK or of the kernel clock. */
void adc_v2_sequence_follow_clock(struct chip *chip, const struct map_row *row);

/* Begin what a bit of CR asks for: ADCAL, ADEN, ADSTART, ADSTP, ADDIS. */
void adc_v2_sequence_calibrate(struct chip *chip, struct adc_v2 *adc);
void adc_v2_sequence_enable(struct chip *chip, struct adc_v2 *adc);
void adc_v2_sequence_start(struct chip *chip, struct adc_v2 *adc);
void adc_v2_sequence_stop(struct chip *chip, struct adc_v2 *adc);
void adc_v2_sequence_disable(struct chip *chip, struct adc_v2 *adc);

/* Goes on after the result was read, or EOC cleared. */
void adc_v2_sequence_taken(struct chip *chip, const struct map_row *row);
/* Recomputes the event, the interrupt line and the request to the DMA. */
void adc_v2_sequence_update(struct chip *chip, const struct map_row *row);
/* Ends the present step when it is over. */
void adc_v2_sequence_due(struct chip *chip, const struct map_row *row,
                         unsigned event);

#endif

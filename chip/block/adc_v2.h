/* SPDX-License-Identifier: MIT
 *
 * The ADC of the F0 and L0 (aditf4; v2 is the one with calibration factor and
 * oversampler): one sequence of channels in the order of their numbers. RM0367
 * section 14, whose text could not be checked: what the comments do not grade
 * otherwise is assumed. adc_v2.c has the registers, adc_v2_sequence.c what it
 * does in time, adc_v2_value.c what a conversion results in.
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

#include "chip/block/adc_v2_state.h"

extern const struct map_kind adc_v2;

/* Does what is written to the command bits of CR. Returns false when it is not
 * the time for it. */
bool adc_v2_command(struct chip *chip, struct adc_v2 *adc, uint32_t asked);

#endif

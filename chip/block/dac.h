/* SPDX-License-Identifier: MIT
 *
 * Digital-to-analog converter with two channels, as registers. RM0367 16.
 * DORx follows DHRx at once, or by SWTRIGR (assumed: on silicon some cycles of
 * PCLK1 later).
 * Not modelled: the pins (ENx is reported), waves (WAVEx) and DMA (DMAENx),
 * which are reported, and the triggers of timers and EXTI.
 */
#ifndef CHIP_BLOCK_DAC_H
#define CHIP_BLOCK_DAC_H

#include "chip/map.h"

extern const struct map_kind dac;

enum { DAC_CHANNELS = 2 };

struct dac {
    uint32_t cr;
    uint16_t dhr[DAC_CHANNELS], dor[DAC_CHANNELS]; /* 12 bits */
};

#endif

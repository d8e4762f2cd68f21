/* SPDX-License-Identifier: MIT
 *
 * General-purpose and basic timers, 16 bits. RM0367 sections 21 to 23. tim.c
 * has the registers and the time, tim_counter.c counting and the compare
 * channels, tim_capture.c the inputs, tim_output.c the outputs on pins. The
 * counter is a function of `cycle`; an event is armed for what must happen at
 * its own time only: an interrupt that is enabled, an edge on a pin.
 *
 * Assumed, where RM0367 is silent: a counter above ARR runs on to 0xFFFF and
 * wraps with an update event; CCRx above ARR matches at the overflow; in the
 * centre-aligned modes a channel's flag comes at a turn whatever CMS says; an
 * output whose CCxE is 0 leaves its pin to the pulls. An edge captures the
 * count of its own time: the two or three clocks of the synchroniser are left
 * out. A prescaled input captures the last edge of each group. CCxNP without
 * CCxP means rising edges. Internal clocks had a rising edge at power-on, and
 * one each period since.
 *
 * Not modelled: the input filter (ICxF is kept), slave mode, external clocks
 * and triggers, encoder, TRGO, TRC as an input, OCxCE, OCxFE (kept: it acts on
 * triggers only), DMA.
 */
#ifndef CHIP_BLOCK_TIM_H
#define CHIP_BLOCK_TIM_H

#include "chip/block/tim_state.h"

extern const struct map_kind tim;

#endif

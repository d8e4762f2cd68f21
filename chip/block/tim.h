/* SPDX-License-Identifier: MIT
 *
 * Timers of 16 and 32 bits: basic, general-purpose, and what advanced ones have
 * in common with those. RM0367 sections 21 to 23, RM0090 sections 17 to 20.
 * tim.c has the registers, tim_time.c what happens when, tim_counter.c counting
 * and the compare channels, tim_capture.c the inputs, tim_output.c the outputs
 * on pins, tim_slave.c slave mode and TRGO. The counter is a function of
 * `cycle`; an event is armed for what must happen at its own time only: an
 * interrupt that is enabled, an edge on a pin, a DMA request, TRGO that another
 * timer follows.
 *
 * Assumed, where RM0367 is silent: a counter above ARR runs on to 0xFFFF and
 * wraps with an update event; CCRx above ARR matches at the overflow; in the
 * centre-aligned modes a channel's flag comes at a turn whatever CMS says; an
 * output whose CCxE is 0 leaves its pin to the pulls. An edge captures the
 * count of its own time, and slave mode acts at it: the two or three clocks of
 * the synchroniser are left out. A prescaled input captures the last edge of
 * each group. CCxNP without CCxP means rising edges. Internal clocks had a
 * rising edge at power-on, and one each period since. Timers in a ring of
 * slaves trigger each other once round.
 *
 * Not modelled: the input filters (ICxF, ETF and CKD are kept), MSM (kept),
 * internal clocks as triggers and external clocks other than LSE as ETR, TRC as
 * an input, OCxCE, OCxFE (kept: it acts on triggers only), TRGO to ADC and DAC.
 * Of the later version, of the L4: UIFREMAP, SMS and OCxM over 7,
 * MMS2, CCMR3, CCR5, CCR6, OR2, OR3 (a store of other than 0 is reported and
 * lost). Of an advanced timer: the repetition counter (RCR is kept, a value
 * other than 0 reported), complementary outputs, dead time, break and COM
 * events (kept; MOE connects the outputs).
 */
#ifndef CHIP_BLOCK_TIM_H
#define CHIP_BLOCK_TIM_H

#include "chip/block/tim_state.h"

extern const struct map_kind tim;

#endif

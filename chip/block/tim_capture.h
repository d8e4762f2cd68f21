/* SPDX-License-Identifier: MIT
 *
 * The inputs of a timer: from pins, and from internal clocks, whose edges are
 * computed and not met one by one. See tim.h.
 */
#ifndef CHIP_BLOCK_TIM_CAPTURE_H
#define CHIP_BLOCK_TIM_CAPTURE_H

#include "chip/block/tim_state.h"

/* The last capture from an internal clock in a stretch of time. */
struct tim_capture {
    unsigned channel; /* TIM_CHANNELS = none */
    uint64_t ps;      /* when */
    uint64_t count;   /* of captures in that time */
    unsigned rest;    /* edges since then, see tim.edges */
};

/* Captures the present count on a channel. */
void tim_capture(struct tim *tim, unsigned channel);
/* Returns the levels of the inputs that come from pins, and of an ETR that
 * comes from a clock. */
uint8_t tim_capture_levels(const struct chip *chip, const struct map_row *row);
/* Takes the levels of the inputs, with what their edges capture at the present
 * count. */
void tim_capture_edges(struct tim *tim, uint8_t levels);
/* Returns the earliest of the channels' last captures up to `until` (ps). */
struct tim_capture tim_capture_last(const struct chip *chip,
                                    const struct map_row *row, uint64_t until);
/* Does the captures of that channel; the counter is at the last one. */
void tim_capture_clock(struct tim *tim, const struct tim_capture *last,
                       uint64_t until);
/* Counts the edges of internal clocks up to `until` that capture nothing yet.
 */
void tim_capture_pass(struct chip *chip, const struct map_row *row,
                      uint64_t until);
/* Passes over what internal clocks do up to `until`: the timer is off. */
void tim_capture_skip(struct tim *tim, uint64_t until);
/* Returns when an internal clock will next capture on one of the channels of
 * `mask` (CCIF), or NEVER. */
uint64_t tim_capture_next(const struct chip *chip, const struct map_row *row,
                          uint32_t mask);
/* Returns when a clock will next change ETR where that is used, or NEVER. */
uint64_t tim_capture_etr_next(const struct chip *chip,
                              const struct map_row *row);
/* Returns whether slave mode would follow an internal clock, which it cannot.
 */
bool tim_capture_drives_slave(const struct tim *tim, const struct map_row *row);
/* Returns whether TIMx_OR selects what is not modelled. */
bool tim_capture_absent(const struct tim *tim, const struct map_row *row);

#endif

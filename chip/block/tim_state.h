/* SPDX-License-Identifier: MIT
 *
 * The state of a timer, and what a timer has: see tim.h.
 */
#ifndef CHIP_BLOCK_TIM_STATE_H
#define CHIP_BLOCK_TIM_STATE_H

#include "chip/map.h"

enum { TIM_CHANNELS = 4, TIM_SLAVES = 7, TIM_ITRS = 4 };

/* Inputs: TI1 to TI4 have the numbers of their channels. */
enum tim_input { TIM_TI1, TIM_TI2, TIM_TI3, TIM_TI4, TIM_ETR, TIM_INPUTS };

struct tim {
    uint32_t cr1, cr2, smcr, dier, sr, ccmr[2], ccer;
    uint32_t psc, arr, ccr[TIM_CHANNELS], dcr, or ;
    uint32_t psc_active, arr_active; /* preloaded values in force */
    uint32_t ccr_active[TIM_CHANNELS];
    uint32_t rcr, bdtr;
    uint32_t channels;   /* as the variant has it */
    uint32_t max;        /* of CNT, ARR and CCRx: 16 or 32 bits */
    uint32_t count;      /* CNT at base_cycle */
    uint32_t prescale;   /* prescaler at base_cycle: 0..psc_active */
    uint64_t base_cycle; /* may lie ahead: the counter starts then */

    /* Bit = channel. */
    uint8_t ref;  /* OCxREF */
    uint8_t live; /* it drives a pin: each edge is made at its time */
    uint8_t out;  /* level on the pins of a live channel */

    uint32_t events;   /* flags that were raised, and EVENT_*, since the last
                        * look: they ask for DMA and go out as TRGO */
    uint8_t burst;     /* registers of a DMA burst that are done */
    uint8_t asked;     /* the line of the last DMA request */
    bool trigger;      /* TRGI, as slave mode last saw it */
    bool trgo;         /* TRGO, where it is a level */
    bool busy;         /* its TRGO is being followed */
    uint8_t etr_edges; /* since the last one taken, for ETPS */
    uint8_t slaves[TIM_SLAVES];  /* rows whose TRGI is TRGO; 0 = none */
    uint8_t level;               /* of the inputs when last looked at */
    uint8_t edges[TIM_CHANNELS]; /* since the last capture, for ICxPSC */
    /* Up to where the edges of an internal clock are dealt with. */
    uint64_t seen_ps[TIM_CHANNELS];
};

/* What an input can be connected to by TIMx_OR, besides an enum map_clock.
 * TIM_ABSENT: by something that is not modelled. */
enum { TIM_ABSENT = MAP_NO_CLOCK, TIM_PIN = 0x80, TIM_QUIET };

/* A field of TIMx_OR, which says where an input comes from. */
struct tim_remap {
    uint8_t input; /* enum tim_input */
    uint8_t shift, mask;
    uint8_t source[8]; /* by the value of the field */
};

enum { TIM_REMAPS = 3 };

/* What a timer has: the bits of each register that exist; all 0 = not the
 * register. */
struct tim_variant {
    unsigned channels; /* 0..4; 0 = none of the registers below */
    uint32_t cr1, cr2, dier, egr;
    uint32_t ccmr2, ccer, dcr, or ; /* with DCR, DMAR */
    uint32_t occe;                  /* OCxCE of a channel */
    uint32_t rcr, bdtr;             /* of an advanced timer */
    bool wide;                      /* 32 bits */
    bool no_slave;                  /* SMCR is not there */
    bool later; /* a version with more bits and registers: see tim.h */
    struct tim_remap remap[TIM_REMAPS];
    unsigned remaps;
    uint32_t itr[TIM_ITRS]; /* base of the timer behind each ITRx; 0 = none */
};

/* The signal of a pin is its enum tim_input, for a channel both ways; and the
 * number of a bit of TIMx_OR without which the pin is another block's. */
#define TIM_IF(input, bit)   ((input) | ((bit) + 1) << 4)
#define TIM_SIGNAL(signal)   ((signal)&15)
#define TIM_NEEDS_OR(signal) ((signal) >> 4 ? 1u << (((signal) >> 4) - 1) : 0)

#endif

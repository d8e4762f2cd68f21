/* SPDX-License-Identifier: MIT
 *
 * The registers of a timer (RM0367 21.4, 22.4, 23.4) and short ways to ask
 * for their fields.
 */
#ifndef CHIP_BLOCK_TIM_BITS_H
#define CHIP_BLOCK_TIM_BITS_H

#include "chip/block/tim_state.h"

#define CR1_CEN  (1u << 0)
#define CR1_UDIS (1u << 1)
#define CR1_URS  (1u << 2)
#define CR1_OPM  (1u << 3)
#define CR1_DIR  (1u << 4)
#define CR1_CMS  (3u << 5)
#define CR1_ARPE (1u << 7)

#define CR2_TI1S (1u << 7)

/* DIER and SR: bit 0 update, 1..4 capture and compare 1..4, 6 trigger; EGR
 * likewise. SR has overcapture 1..4 in bits 9..12. */
#define UIF         (1u << 0)
#define CCIF(ch)    (2u << (ch))
#define CCOF(ch)    (0x200u << (ch))
#define CC_FLAGS    0x1Eu
#define INTERRUPTS  0x5Fu
#define DMA_ENABLES 0x5F00u /* UDE, CC1DE..CC4DE, TDE */

#define CCER_CCE(ch)  (1u << 4 * (ch))
#define CCER_CCP(ch)  (2u << 4 * (ch))
#define CCER_CCNP(ch) (8u << 4 * (ch))

/* A channel's half of CCMR1 or CCMR2. As an output: CCxS = 0, OCxFE, OCxPE,
 * OCxM, OCxCE; as an input: CCxS, ICxPSC, ICxF. */
#define CCMR_CCS      3u
#define CCMR_OCPE     (1u << 3)
#define CCMR_OCM(m)   ((m) >> 4 & 7)
#define CCMR_OCCE     (1u << 7)
#define CCMR_ICPSC(m) ((m) >> 2 & 3)

enum { CCS_OUTPUT, CCS_DIRECT, CCS_NEIGHBOUR, CCS_TRC };

enum ocm {
    OCM_FROZEN,
    OCM_ACTIVE,
    OCM_INACTIVE,
    OCM_TOGGLE,
    OCM_FORCE_INACTIVE,
    OCM_FORCE_ACTIVE,
    OCM_PWM1,
    OCM_PWM2
};

static inline struct tim *tim_state(const struct chip *chip,
                                    const struct map_row *row)
{
    return map_state(chip, row);
}

static inline const struct tim_variant *tim_variant(const struct map_row *row)
{
    return row->variant;
}

static inline uint32_t tim_ccmr(const struct tim *tim, unsigned channel)
{
    return tim->ccmr[channel / 2] >> 8 * (channel & 1) & 0xFF;
}

static inline unsigned tim_ccs(const struct tim *tim, unsigned channel)
{
    return tim_ccmr(tim, channel) & CCMR_CCS;
}

static inline bool tim_is_output(const struct tim *tim, unsigned channel)
{
    return tim_ccs(tim, channel) == CCS_OUTPUT;
}

/* Returns how many HCLK cycles one timer clock takes: PCLK, doubled when PCLK
 * is divided (RM0367 7.2, clock tree); 0 while the clock is gated off. */
static inline uint32_t tim_clock(const struct chip *chip,
                                 const struct map_row *row)
{
    uint32_t div =
        row->bus == BUS_APB2 ? chip->clock.pclk2_div : chip->clock.pclk1_div;
    if (!map_open(chip, row->clock))
        return 0;
    return div == 1 ? 1 : div / 2;
}

/* Returns whether the timer stands still with all of its clock, in Stop mode,
 * or without its own. */
static inline bool tim_stands(const struct chip *chip,
                              const struct map_row *row)
{
    return !map_of(chip)->bus_ps(chip, row);
}

#endif

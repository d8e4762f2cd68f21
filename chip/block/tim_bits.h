/* SPDX-License-Identifier: MIT
 *
 * The registers of a timer (RM0367 21.4, 22.4, 23.4) and short ways to ask
 * for their fields.
 */
#ifndef CHIP_BLOCK_TIM_BITS_H
#define CHIP_BLOCK_TIM_BITS_H

#include "chip/block/tim_state.h"
#include "chip/kernel_clock.h"

#define CR1_CEN  (1u << 0)
#define CR1_UDIS (1u << 1)
#define CR1_URS  (1u << 2)
#define CR1_OPM  (1u << 3)
#define CR1_DIR  (1u << 4)
#define CR1_CMS  (3u << 5)
#define CR1_ARPE (1u << 7)

#define CR2_CCDS   (1u << 3)
#define CR2_MMS(r) ((r) >> 4 & 7)
#define CR2_TI1S   (1u << 7)

#define SMCR_SMS(r)  ((r)&7)
#define SMCR_TS(r)   ((r) >> 4 & 7)
#define SMCR_ETPS(r) ((r) >> 12 & 3)
#define SMCR_ECE     (1u << 14)
#define SMCR_ETP     (1u << 15)

enum sms {
    SMS_OFF,
    SMS_ENCODER_TI1,
    SMS_ENCODER_TI2,
    SMS_ENCODER_BOTH,
    SMS_RESET,
    SMS_GATED,
    SMS_TRIGGER,
    SMS_CLOCK
};

/* TRGI; below TS_TI1F_ED it is ITR0 to ITR3. */
enum ts { TS_TI1F_ED = 4, TS_TI1FP1, TS_TI2FP2, TS_ETRF };

/* TRGO; from MMS_REF on it is OC1REF to OC4REF. */
enum mms { MMS_RESET, MMS_ENABLE, MMS_UPDATE, MMS_COMPARE, MMS_REF };

/* DIER and SR: bit 0 update, 1..4 capture and compare 1..4, 6 trigger; EGR
 * likewise. SR has overcapture 1..4 in bits 9..12. */
#define UIF        (1u << 0)
#define TIF        (1u << 6)
#define CCIF(ch)   (2u << (ch))
#define CCOF(ch)   (0x200u << (ch))
#define CC_FLAGS   0x1Eu
#define INTERRUPTS 0x5Fu
#define DMA_LINES  0x5Fu /* bits of DIER >> 8: UDE, CC1DE..CC4DE, TDE */

/* In tim.events beside the flags: any update event, also one that raises none
 * because of URS; a restart by UG or slave mode. */
#define EVENT_UPDATE  (1u << 16)
#define EVENT_RESTART (1u << 17)

#define DCR_DBA(r) ((r)&31)
#define DCR_DBL(r) ((r) >> 8 & 31)

#define BDTR_MOE (1u << 15)

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

static inline void tim_raise(struct tim *tim, uint32_t flags)
{
    tim->sr |= flags;
    tim->events |= flags;
}

/* Returns how many HCLK cycles one timer clock takes: PCLK, doubled when PCLK
 * is divided (RM0367 7.2, clock tree), unless the family has a choice; 0 while
 * the clock is gated off. */
static inline uint32_t tim_clock(const struct chip *chip,
                                 const struct map_row *row)
{
    uint32_t div =
        row->bus == BUS_APB2 ? chip->clock.pclk2_div : chip->clock.pclk1_div;
    if (!map_open(chip, row->clock))
        return 0;
    if (map_of(chip)->timer_clock)
        return map_of(chip)->timer_clock(chip, div);
    return div == 1 ? 1 : div / 2;
}

/* Returns whether the timer stands still with all of its clock, in Stop mode,
 * or without its own. */
static inline bool tim_stands(const struct chip *chip,
                              const struct map_row *row)
{
    return !kernel_clock_bus_ps(chip, row);
}

#endif

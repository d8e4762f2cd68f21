/* SPDX-License-Identifier: MIT */
#include "chip/block/tim_slave.h"

#include "chip/block/tim_bits.h"
#include "chip/block/tim_counter.h"

/* --- TRGI --- */

static void start(struct tim *tim, uint64_t cycle)
{
    if (!(tim->cr1 & CR1_CEN))
        tim->base_cycle = cycle;
    tim->cr1 |= CR1_CEN;
}

/* RM0367 21.4.3, 21.4.5: TIF comes with the active edge, in gated mode with
 * both. */
void tim_slave_trigger(struct tim *tim, bool level, uint64_t cycle)
{
    enum sms sms = SMCR_SMS(tim->smcr);
    bool changes = level != tim->trigger;

    tim->trigger = level;
    if (!changes || sms < SMS_RESET || (!level && sms != SMS_GATED))
        return;
    tim_raise(tim, TIF);
    switch (sms) {
    case SMS_RESET: tim_counter_restart(tim, cycle); break;
    case SMS_TRIGGER: start(tim, cycle); break;
    case SMS_CLOCK: tim_counter_tick(tim); break;
    default: break; /* the counter looks at tim.trigger */
    }
}

static void pulse(struct tim *tim, uint64_t cycle)
{
    tim_slave_trigger(tim, true, cycle);
    tim_slave_trigger(tim, false, cycle);
}

/* --- inputs --- */

static bool filtered(const struct tim *tim, uint8_t levels, unsigned input)
{
    return (levels >> input & 1) != !!(tim->ccer & CCER_CCP(input));
}

static bool both_edges(const struct tim *tim, unsigned channel)
{
    return tim->ccer & CCER_CCP(channel) && tim->ccer & CCER_CCNP(channel);
}

static bool etr(const struct tim *tim, uint8_t levels)
{
    return (levels >> TIM_ETR & 1) != !!(tim->smcr & SMCR_ETP);
}

bool tim_slave_level(const struct tim *tim)
{
    switch (SMCR_TS(tim->smcr)) {
    case TS_TI1FP1: return filtered(tim, tim->level, TIM_TI1);
    case TS_TI2FP2: return filtered(tim, tim->level, TIM_TI2);
    case TS_ETRF: return etr(tim, tim->level);
    default: return false;
    }
}

/* ETPS takes one of 1, 2, 4, 8 rising edges. What it lets through as a level is
 * a pulse (assumed). */
static void follow_etr(struct tim *tim, uint64_t cycle)
{
    unsigned group = 1u << SMCR_ETPS(tim->smcr);
    bool level = etr(tim, tim->level);
    bool trigger = SMCR_TS(tim->smcr) == TS_ETRF;

    if (group == 1 && trigger)
        tim_slave_trigger(tim, level, cycle);
    if (!level || ++tim->etr_edges < group)
        return;
    tim->etr_edges = 0;
    if (group > 1 && trigger)
        pulse(tim, cycle);
    if (tim->smcr & SMCR_ECE)
        tim_counter_tick(tim);
}

static void follow_ti(struct tim *tim, unsigned input, uint64_t cycle)
{
    enum ts ts = SMCR_TS(tim->smcr);
    if (ts == TS_TI1F_ED && input == TIM_TI1)
        pulse(tim, cycle);
    if (ts != TS_TI1FP1 + input)
        return;
    if (both_edges(tim, input))
        pulse(tim, cycle);
    else
        tim_slave_trigger(tim, filtered(tim, tim->level, input), cycle);
}

/* RM0367 table 89: an edge of one input counts up or down by the level of the
 * other. SMS 1 counts edges of TI1, 2 of TI2 (stm32l0xx_ll_tim.h; [SVD] has
 * them the other way round). */
static void follow_encoder(struct tim *tim, unsigned input)
{
    bool here = filtered(tim, tim->level, input);
    bool there = filtered(tim, tim->level, input ^ 1);
    bool up = (here != there) == (input == TIM_TI1);

    if (!(SMCR_SMS(tim->smcr) >> input & 1))
        return;
    tim->cr1 = up ? tim->cr1 & ~CR1_DIR : tim->cr1 | CR1_DIR;
    tim_counter_tick(tim);
}

void tim_slave_inputs(struct tim *tim, uint8_t was, uint64_t cycle)
{
    unsigned changed = was ^ tim->level;
    bool encoder = SMCR_SMS(tim->smcr) && SMCR_SMS(tim->smcr) < SMS_RESET;

    for (unsigned input = TIM_TI1; input <= TIM_TI2; input++) {
        if (!(changed >> input & 1))
            continue;
        if (encoder)
            follow_encoder(tim, input);
        else
            follow_ti(tim, input, cycle);
    }
    if (changed >> TIM_ETR & 1)
        follow_etr(tim, cycle);
}

/* --- TRGO --- */

/* Gated by its own TRGI, an enabled timer puts that through (assumed). */
bool tim_slave_trgo(const struct tim *tim, bool *level)
{
    unsigned mms = CR2_MMS(tim->cr2);
    bool gate = SMCR_SMS(tim->smcr) != SMS_GATED || tim->trigger;

    if (mms == MMS_ENABLE)
        *level = tim->cr1 & CR1_CEN && gate;
    else if (mms >= MMS_REF)
        *level = tim->ref >> (mms - MMS_REF) & 1;
    return mms == MMS_ENABLE || mms >= MMS_REF;
}

bool tim_slave_pulses(const struct tim *tim)
{
    switch (CR2_MMS(tim->cr2)) {
    case MMS_RESET: return tim->events & EVENT_RESTART;
    case MMS_UPDATE: return tim->events & EVENT_UPDATE;
    case MMS_COMPARE: return tim->events & CCIF(0);
    default: return false;
    }
}

uint32_t tim_slave_events(const struct tim *tim)
{
    switch (CR2_MMS(tim->cr2)) {
    case MMS_RESET: return 0;
    case MMS_ENABLE: return tim->cr1 & CR1_OPM ? UIF : 0;
    case MMS_UPDATE: return UIF;
    case MMS_COMPARE: return CCIF(0);
    default: return UIF | CCIF(CR2_MMS(tim->cr2) - MMS_REF);
    }
}

/* SPDX-License-Identifier: MIT */
#include "chip/block/adc_v2_sequence.h"

#include "chip/block/adc_v2_bits.h"
#include "chip/block/adc_v2_value.h"
#include "chip/core/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"
#include "chip/kernel_clock.h"

enum step {
    STEP_NONE,
    STEP_CALIBRATE,
    STEP_WAKE, /* to ADRDY */
    STEP_SAMPLE,
    STEP_CONVERT,
    STEP_WAIT, /* for the result to be read */
    STEP_STOP,
    STEP_DISABLE
};

/* ADC clocks; of the later ADC the calibration and what follows it take longer
 * (RM0351 18.4.8). */
enum {
    CALIBRATION = 83,
    CALIBRATION_V3 = 116,
    STOPPING = 2,
    SETTLING = 2,
    SETTLING_V3 = 4
};

/* The start-up time tSTAB, and the factor that a calibration finds (made up).
 */
#define STARTUP_PS PS_PER_US
enum { FACTOR = 0x3D };

/* --- time --- */

/* The bus clock divided, or the kernel clock divided by PRESC. */
uint64_t adc_v2_sequence_period_ps(const struct chip *chip,
                                   const struct map_row *row)
{
    static const uint8_t pclk_div[] = {0, 2, 4, 1}, hclk_div[] = {0, 1, 2, 4};
    static const uint16_t presc[16] = {1,  2,  4,   6,   8,   10,  12,  16,
                                       32, 64, 128, 256, 256, 256, 256, 256};
    const struct adc_v2 *adc = map_state(chip, row);
    unsigned mode = adc->ranked ? adc->ccr >> 16 & 3 : adc->cfgr2 >> 30;
    if (!mode)
        return kernel_clock_ps(chip, row, presc[(adc->ccr & CCR_PRESC) >> 18]);
    return kernel_clock_bus_ps(chip, row) *
           (adc->ranked ? hclk_div : pclk_div)[mode];
}

static void arm(struct chip *chip, const struct map_row *row)
{
    const struct adc_v2 *adc = map_state(chip, row);
    bool timed = adc->step != STEP_NONE && adc->step != STEP_WAIT;
    due_set(chip, row->due, timed ? ticks_ps(&adc->clock, adc->left) : NEVER);
}

static void begin(struct adc_v2 *adc, enum step step, uint32_t clocks)
{
    adc->step = step;
    adc->left = clocks;
}

/* Begins a step that the firmware asks for. */
static void begin_now(struct chip *chip, struct adc_v2 *adc, enum step step,
                      uint32_t clocks)
{
    ticks_start(chip, &adc->clock);
    begin(adc, step, clocks);
}

void adc_v2_sequence_follow_clock(struct chip *chip, const struct map_row *row)
{
    struct adc_v2 *adc = map_state(chip, row);
    uint64_t passed = ticks_passed(chip, &adc->clock);
    ticks_spend(&adc->clock, passed);
    adc->left = passed < adc->left ? adc->left - (uint32_t)passed : 0;
    ticks_set(chip, &adc->clock, adc_v2_sequence_period_ps(chip, row));
    arm(chip, row);
}

/* ADC clocks of the start-up time. */
static uint32_t startup(const struct adc_v2 *adc)
{
    uint64_t period = adc->clock.period_ps;
    return period ? (uint32_t)((STARTUP_PS + period - 1) / period) : 1;
}

/* --- the sequence --- */

static struct adc_v3 *v3_of(const struct adc_v2 *adc)
{
    return (struct adc_v3 *)(uintptr_t)adc;
}

/* Sampling time rounded up, 2.5 to 640.5 clocks: each channel has its own. */
static uint32_t sampling_v3(const struct adc_v3 *v3)
{
    static const uint16_t clocks[] = {3, 7, 13, 25, 48, 93, 248, 641};
    unsigned channel = v3->adc.channel;
    uint32_t smpr = channel < 10 ? v3->adc.smpr : v3->smpr2;
    return clocks[smpr >> 3 * (channel % 10) & 7];
}

/* 1.5 to 160.5 clocks. */
static uint32_t sampling(const struct adc_v2 *adc)
{
    static const uint8_t clocks[] = {2, 4, 8, 13, 20, 40, 80, 161};
    return adc->ranked ? sampling_v3(v3_of(adc)) : clocks[adc->smpr];
}

/* SQ1 to SQ16 have 6 bits, the first behind the length of the sequence. */
static uint8_t channel_at(const struct adc_v2 *adc, unsigned rank)
{
    if (!adc->ranked)
        return (uint8_t)rank;
    unsigned field = rank + 1;
    return v3_of(adc)->sqr[field / 5] >> 6 * (field % 5) & 31;
}

static void sample(struct adc_v2 *adc, bool asleep)
{
    bool waking = asleep && adc->cfgr1 & CFGR1_AUTOFF;
    begin(adc, STEP_SAMPLE, sampling(adc) + (waking ? startup(adc) : 0));
}

static void next_channel(struct adc_v2 *adc, bool asleep)
{
    bool backward = adc->cfgr1 & CFGR1_SCANDIR;
    adc->rank = (uint8_t)(backward ? 31 - __builtin_clz(adc->pending)
                                   : __builtin_ctz(adc->pending));
    adc->channel = channel_at(adc, adc->rank);
    sample(adc, asleep);
}

/* ADSTART is there, and a result may be in the way. */
static void go_on(struct adc_v2 *adc, bool asleep)
{
    if (!adc->pending)
        adc->pending = adc->chselr;
    if (!adc->pending)
        begin(adc, STEP_NONE, 0);
    else if (adc->cfgr1 & CFGR1_WAIT && adc->isr & ISR_EOC)
        begin(adc, STEP_WAIT, 0);
    else
        next_channel(adc, asleep);
}

/* DMACFG=0: with its last transfer the DMA ends the sequence, so that what
 * follows is not an overrun. ADSTART stays (assumed). */
static bool dma_is_over(struct chip *chip, const struct map_row *row)
{
    struct adc_v2 *adc = map_state(chip, row);
    bool listens = dma_listens(chip, row, 0);
    bool one_shot = (adc->cfgr1 & (CFGR1_DMAEN | CFGR1_DMACFG)) == CFGR1_DMAEN;
    bool over = one_shot && adc->served && !listens;
    adc->served = listens || over;
    return over;
}

static void converted(struct chip *chip, const struct map_row *row)
{
    struct adc_v2 *adc = map_state(chip, row);
    if (dma_is_over(chip, row)) {
        adc->pending = adc->sum = adc->summed = 0;
        begin(adc, STEP_NONE, 0);
        return;
    }
    if (!adc_v2_value_take_sample(adc)) {
        sample(adc, false);
        return;
    }
    adc->pending &= ~(1u << adc->rank);
    bool last = !adc->pending;
    if (last)
        adc->isr |= ISR_EOSEQ;
    if (adc->cfgr1 & CFGR1_DISCEN || (last && !(adc->cfgr1 & CFGR1_CONT))) {
        adc->cr &= ~CR_ADSTART;
        begin(adc, STEP_NONE, 0);
    } else {
        go_on(adc, false);
    }
}

static void calibrated(struct adc_v2 *adc)
{
    adc->cr &= ~CR_ADCAL;
    adc->isr |= ISR_EOCAL;
    adc->calfact = FACTOR;
    if (!adc->ranked)
        adc->dr = FACTOR;
    adc->settled_ps =
        ticks_ps(&adc->clock, adc->ranked ? SETTLING_V3 : SETTLING);
    begin(adc, STEP_NONE, 0);
}

/* With AUTOFF the ADC wakes for each conversion, without ADRDY. */
static void woken(struct adc_v2 *adc)
{
    if (!(adc->cfgr1 & CFGR1_AUTOFF))
        adc->isr |= ISR_ADRDY;
    begin(adc, STEP_NONE, 0);
    if (adc->cr & CR_ADSTART)
        go_on(adc, true);
}

static void sampled(struct chip *chip, const struct map_row *row)
{
    static const uint8_t clocks[] = {12, 10, 8, 6}; /* and the half */
    struct adc_v2 *adc = map_state(chip, row);
    adc->isr |= ISR_EOSMP;
    adc->sample = adc_v2_value_measure(chip, row);
    begin(adc, STEP_CONVERT, clocks[(adc->cfgr1 & CFGR1_RES) >> 3]);
}

static void stopped(struct adc_v2 *adc)
{
    adc->cr &= ~(CR_ADSTART | CR_ADSTP);
    adc->pending = adc->sum = adc->summed = 0;
    begin(adc, STEP_NONE, 0);
}

static void disabled(struct adc_v2 *adc)
{
    adc->cr &= ~(CR_ADEN | CR_ADDIS);
    begin(adc, STEP_NONE, 0);
}

/* --- what the firmware asks for --- */

void adc_v2_sequence_calibrate(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADCAL | CR_ADVREGEN;
    begin_now(chip, adc, STEP_CALIBRATE,
              adc->ranked ? CALIBRATION_V3 : CALIBRATION);
}

void adc_v2_sequence_enable(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADEN | CR_ADVREGEN;
    begin_now(chip, adc, STEP_WAKE, startup(adc));
}

void adc_v2_sequence_start(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADSTART;
    adc->served = false;
    if (adc->step == STEP_WAKE)
        return;
    ticks_start(chip, &adc->clock);
    go_on(adc, true);
}

void adc_v2_sequence_stop(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADSTP;
    begin_now(chip, adc, STEP_STOP, STOPPING);
}

void adc_v2_sequence_disable(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADDIS;
    begin_now(chip, adc, STEP_DISABLE, STOPPING);
}

void adc_v2_sequence_taken(struct chip *chip, const struct map_row *row)
{
    struct adc_v2 *adc = map_state(chip, row);
    adc->isr &= ~ISR_EOC;
    if (adc->step != STEP_WAIT)
        return;
    ticks_start(chip, &adc->clock);
    next_channel(adc, true);
}

/* --- what others see --- */

void adc_v2_sequence_update(struct chip *chip, const struct map_row *row)
{
    const struct adc_v2 *adc = map_state(chip, row);
    arm(chip, row);
    nvic_request(chip, row, adc->isr & adc->ier);
    dma_request(chip, row, 0, adc->cfgr1 & CFGR1_DMAEN && adc->isr & ISR_EOC);
}

/* --- the end of a step --- */

void adc_v2_sequence_due(struct chip *chip, const struct map_row *row,
                         unsigned event)
{
    struct adc_v2 *adc = map_state(chip, row);
    (void)event;
    ticks_spend(&adc->clock, adc->left);
    switch ((enum step)adc->step) {
    case STEP_CALIBRATE: calibrated(adc); break;
    case STEP_WAKE: woken(adc); break;
    case STEP_SAMPLE: sampled(chip, row); break;
    case STEP_CONVERT: converted(chip, row); break;
    case STEP_STOP: stopped(adc); break;
    case STEP_DISABLE: disabled(adc); break;
    default: break;
    }
    adc_v2_sequence_update(chip, row);
}

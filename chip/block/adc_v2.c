/* SPDX-License-Identifier: MIT */
#include "chip/block/adc_v2.h"

#include "chip/block/gpio_v2.h"
#include "chip/bus.h"
#include "chip/core/armv6m/nvic.h"
#include "chip/dma.h"
#include "chip/due.h"
#include "chip/event.h"
#include "chip/little_endian.h"

enum {
    ISR = 0x00,
    IER = 0x04,
    CR = 0x08,
    CFGR1 = 0x0C,
    CFGR2 = 0x10,
    SMPR = 0x14,
    TR = 0x20,
    CHSELR = 0x28,
    DR = 0x40,
    CALFACT = 0xB4,
    CCR = 0x308,
};

#define ISR_ADRDY (1u << 0)
#define ISR_EOSMP (1u << 1)
#define ISR_EOC   (1u << 2)
#define ISR_EOSEQ (1u << 3)
#define ISR_OVR   (1u << 4)
#define ISR_AWD   (1u << 7)
#define ISR_EOCAL (1u << 11)
#define ISR_MASK  0x89Fu

#define CR_ADEN     (1u << 0)
#define CR_ADDIS    (1u << 1)
#define CR_ADSTART  (1u << 2)
#define CR_ADSTP    (1u << 4)
#define CR_ADVREGEN (1u << 28)
#define CR_ADCAL    (1u << 31)
#define CR_BUSY     (CR_ADEN | CR_ADDIS | CR_ADSTART | CR_ADSTP | CR_ADCAL)

#define CFGR1_DMAEN   (1u << 0)
#define CFGR1_DMACFG  (1u << 1)
#define CFGR1_SCANDIR (1u << 2)
#define CFGR1_RES     (3u << 3)
#define CFGR1_ALIGN   (1u << 5)
#define CFGR1_EXTEN   (3u << 10)
#define CFGR1_OVRMOD  (1u << 12)
#define CFGR1_CONT    (1u << 13)
#define CFGR1_WAIT    (1u << 14)
#define CFGR1_AUTOFF  (1u << 15)
#define CFGR1_DISCEN  (1u << 16)
#define CFGR1_AWDSGL  (1u << 22)
#define CFGR1_AWDEN   (1u << 23)
#define CFGR1_MASK    0x7CC1FDFFu

#define CFGR2_OVSE   (1u << 0)
#define CFGR2_TOVS   (1u << 9)
#define CFGR2_CKMODE (3u << 30)
#define CFGR2_MASK   0xC00003FDu

#define CCR_PRESC  (15u << 18)
#define CCR_VREFEN (1u << 22)
#define CCR_TSEN   (1u << 23)
#define CCR_VLCDEN (1u << 24)
#define CCR_MASK   0x03FC0000u /* with LFMEN */

enum { CHANNEL_VLCD = 16, CHANNEL_VREFINT, CHANNEL_TEMPERATURE, CHANNELS };

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

enum { CALIBRATION = 83, STOPPING = 2, SETTLING = 2 }; /* ADC clocks */

/* The start-up time tSTAB, and the factor that a calibration finds (made up).
 */
#define STARTUP_PS PS_PER_US
enum { FACTOR = 0x3D };

/* --- time --- */

/* Period of the ADC's clock: PCLK divided, or HSI16 divided by PRESC. */
static uint64_t period_ps(const struct chip *chip, const struct map_row *row)
{
    static const uint8_t pclk_div[] = {0, 2, 4, 1};
    static const uint16_t presc[16] = {1,  2,  4,   6,   8,   10,  12,  16,
                                       32, 64, 128, 256, 256, 256, 256, 256};
    const struct adc_v2 *adc = map_state(chip, row);
    unsigned mode = adc->cfgr2 >> 30;
    if (!mode)
        return map_of(chip)->kernel_ps(chip, row,
                                       presc[(adc->ccr & CCR_PRESC) >> 18]);
    return map_of(chip)->bus_ps(chip, row) * pclk_div[mode];
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

static void follow_clock(struct chip *chip, const struct map_row *row)
{
    struct adc_v2 *adc = map_state(chip, row);
    uint64_t passed = ticks_passed(chip, &adc->clock);
    ticks_spend(&adc->clock, passed);
    adc->left = passed < adc->left ? adc->left - (uint32_t)passed : 0;
    ticks_set(chip, &adc->clock, period_ps(chip, row));
    arm(chip, row);
}

/* ADC clocks of the start-up time. */
static uint32_t startup(const struct adc_v2 *adc)
{
    uint64_t period = adc->clock.period_ps;
    return period ? (uint32_t)((STARTUP_PS + period - 1) / period) : 1;
}

/* --- what is measured, with 12 bits --- */

static uint32_t factory(struct chip *chip, uint32_t address)
{
    return little_endian(bus_memory(chip, address, 2), 2);
}

/* The inverse of VREF+ = 3 V x VREFINT_CAL / data (RM0367 14.3.21). */
static uint32_t vrefint(struct chip *chip, const struct adc_v2_variant *has)
{
    uint32_t mv = chip->board.vdda_mv;
    return (factory(chip, has->vrefint_cal) * 3000 + mv / 2) / mv;
}

/* The straight line through TS_CAL1 (30 degrees) and TS_CAL2 (130 degrees),
 * both taken at 3 V. */
static uint32_t temperature(struct chip *chip, const struct adc_v2_variant *has)
{
    int32_t cal1 = (int32_t)factory(chip, has->ts_cal1);
    int32_t slope = (int32_t)factory(chip, has->ts_cal2) - cal1;
    int32_t at_3v = 100 * cal1 + (chip->board.celsius - 30) * slope;
    return (uint32_t)(at_3v * 30 / chip->board.vdda_mv);
}

static uint32_t measure(struct chip *chip, const struct map_row *row)
{
    const struct adc_v2 *adc = map_state(chip, row);
    const struct adc_v2_variant *has = row->variant;
    uint32_t value = 0;

    if (adc->channel < ADC_V2_PINS) {
        const struct map_pin *pin = &has->pins[adc->channel];
        if (gpio_v2_levels(chip, pin->port) >> pin->number & 1)
            value = 0xFFF;
    } else if (adc->channel == CHANNEL_VREFINT && adc->ccr & CCR_VREFEN) {
        value = vrefint(chip, has);
    } else if (adc->channel == CHANNEL_TEMPERATURE && adc->ccr & CCR_TSEN) {
        value = temperature(chip, has);
    }
    return value > 0xFFF ? 0xFFF : value;
}

/* --- the result --- */

static unsigned resolution(const struct adc_v2 *adc)
{
    return 12 - 2 * ((adc->cfgr1 & CFGR1_RES) >> 3);
}

/* The watchdog compares the 12 upper bits of a result. */
static void watch(struct adc_v2 *adc, uint32_t value12)
{
    unsigned only = adc->cfgr1 >> 26 & 31;
    if (!(adc->cfgr1 & CFGR1_AWDEN) ||
        (adc->cfgr1 & CFGR1_AWDSGL && only != adc->channel))
        return;
    if (value12 < (adc->tr & 0xFFF) || value12 > adc->tr >> 16)
        adc->isr |= ISR_AWD;
}

/* Left: to bit 15, but 6 bits to bit 7. */
static uint32_t align(const struct adc_v2 *adc, uint32_t value)
{
    unsigned bits = resolution(adc);
    if (!(adc->cfgr1 & CFGR1_ALIGN))
        return value;
    return bits == 6 ? value << 2 : value << (16 - bits);
}

static void deliver(struct adc_v2 *adc, uint32_t value)
{
    bool unread = adc->isr & ISR_EOC;
    if (unread)
        adc->isr |= ISR_OVR;
    if (!unread || adc->cfgr1 & CFGR1_OVRMOD)
        adc->dr = value;
    adc->isr |= ISR_EOC;
}

/* The sum is shifted right and rounded; 16 bits of it remain, and ALIGN has no
 * effect (as in RM0432 21.4, of the same oversampler). */
static void deliver_sum(struct adc_v2 *adc)
{
    unsigned shift = adc->cfgr2 >> 5 & 15;
    uint32_t half = shift ? 1u << (shift - 1) : 0;
    uint32_t value = ((adc->sum + half) >> shift) & 0xFFFF;
    adc->sum = adc->summed = 0;
    watch(adc, value >> 4);
    deliver(adc, value);
}

/* Returns whether a result is there: the oversampler takes several samples. */
static bool take_sample(struct adc_v2 *adc)
{
    unsigned bits = resolution(adc);
    uint32_t value = adc->sample >> (12 - bits);
    if (!(adc->cfgr2 & CFGR2_OVSE)) {
        watch(adc, value << (12 - bits));
        deliver(adc, align(adc, value));
        return true;
    }
    adc->sum += value;
    if (++adc->summed < 2u << (adc->cfgr2 >> 2 & 7))
        return false;
    deliver_sum(adc);
    return true;
}

/* --- the sequence --- */

/* Sampling time rounded up, 1.5 to 160.5 clocks. */
static uint32_t sampling(const struct adc_v2 *adc)
{
    static const uint8_t clocks[] = {2, 4, 8, 13, 20, 40, 80, 161};
    return clocks[adc->smpr];
}

static void sample(struct adc_v2 *adc, bool asleep)
{
    bool waking = asleep && adc->cfgr1 & CFGR1_AUTOFF;
    begin(adc, STEP_SAMPLE, sampling(adc) + (waking ? startup(adc) : 0));
}

static void next_channel(struct adc_v2 *adc, bool asleep)
{
    bool backward = adc->cfgr1 & CFGR1_SCANDIR;
    adc->channel = (uint8_t)(backward ? 31 - __builtin_clz(adc->pending)
                                      : __builtin_ctz(adc->pending));
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
    if (!take_sample(adc)) {
        sample(adc, false);
        return;
    }
    adc->pending &= ~(1u << adc->channel);
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
    adc->calfact = adc->dr = FACTOR;
    adc->settled_ps = ticks_ps(&adc->clock, SETTLING);
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
    adc->sample = measure(chip, row);
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

static void update(struct chip *chip, const struct map_row *row)
{
    const struct adc_v2 *adc = map_state(chip, row);
    arm(chip, row);
    nvic_request(chip, row, adc->isr & adc->ier);
    dma_request(chip, row, 0, adc->cfgr1 & CFGR1_DMAEN && adc->isr & ISR_EOC);
}

static void due(struct chip *chip, const struct map_row *row, unsigned event)
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
    update(chip, row);
}

/* --- registers --- */

static void refuse(struct chip *chip, const struct map_row *row,
                   uint32_t offset, uint32_t value)
{
    event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset, value);
}

static void calibrate(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADCAL | CR_ADVREGEN;
    begin_now(chip, adc, STEP_CALIBRATE, CALIBRATION);
}

static void enable(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADEN | CR_ADVREGEN;
    begin_now(chip, adc, STEP_WAKE, startup(adc));
}

static void start(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADSTART;
    adc->served = false;
    if (adc->step == STEP_WAKE)
        return;
    ticks_start(chip, &adc->clock);
    go_on(adc, true);
}

static void stop(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADSTP;
    begin_now(chip, adc, STEP_STOP, STOPPING);
}

static void disable(struct chip *chip, struct adc_v2 *adc)
{
    adc->cr |= CR_ADDIS;
    begin_now(chip, adc, STEP_DISABLE, STOPPING);
}

/* A conversion may be started. With AUTOFF the ADC switches itself on: ST's HAL
 * does not set ADEN then. */
static bool is_on(const struct adc_v2 *adc)
{
    return (adc->cr & CR_ADEN || adc->cfgr1 & CFGR1_AUTOFF) &&
           !(adc->cr & (CR_ADDIS | CR_ADSTP | CR_ADCAL));
}

/* The bits of CR that are written 1, each with what RM0367 14.4.3 asks for. A
 * bit that is 1 already is not asked for again. Returns false if refused. */
static bool write_commands(struct chip *chip, struct adc_v2 *adc,
                           uint32_t asked)
{
    bool on = is_on(adc);
    if (asked & CR_ADCAL && !(adc->cr & CR_BUSY))
        calibrate(chip, adc);
    else if (asked & CR_ADEN && !(adc->cr & CR_BUSY) &&
             clock_ps(chip) >= adc->settled_ps)
        enable(chip, adc);
    else if (asked & CR_ADSTP && on && adc->cr & CR_ADSTART)
        stop(chip, adc);
    else if (asked & CR_ADDIS && on &&
             (adc->cr & (CR_ADEN | CR_ADSTART)) == CR_ADEN)
        disable(chip, adc);
    else if (asked & CR_ADSTART && on)
        start(chip, adc);
    else
        return false;
    return true;
}

static void write_cr(struct chip *chip, const struct map_row *row,
                     uint32_t value)
{
    struct adc_v2 *adc = map_state(chip, row);
    uint32_t asked = value & CR_BUSY & ~adc->cr;
    if (!(adc->cr & CR_BUSY))
        adc->cr = value & CR_ADVREGEN;
    if (asked && !write_commands(chip, adc, asked))
        refuse(chip, row, CR, value);
}

/* The registers that a conversion or a calibration uses. */
static uint32_t *held_register(struct adc_v2 *adc, uint32_t offset,
                               uint32_t *mask)
{
    switch (offset) {
    case CFGR1: *mask = CFGR1_MASK; return &adc->cfgr1;
    case CFGR2: *mask = CFGR2_MASK; return &adc->cfgr2;
    case SMPR: *mask = 0x7; return &adc->smpr;
    case CHSELR: *mask = 0x7FFFF; return &adc->chselr;
    case CALFACT: *mask = 0x7F; return &adc->calfact;
    case CCR: *mask = CCR_MASK; return &adc->ccr;
    default: return NULL;
    }
}

/* Clock choices stay while the ADC is on; LFMEN, VREFEN and TSEN do not. */
static uint32_t fixed_bits(const struct adc_v2 *adc, uint32_t offset)
{
    bool on = adc->cr & CR_BUSY;
    bool running = adc->cr & (CR_ADSTART | CR_ADCAL);
    switch (offset) {
    case CFGR2: return running ? 0xFFFFFFFF : on ? CFGR2_CKMODE : 0;
    case CCR: return on ? CCR_PRESC : 0;
    default: return running ? 0xFFFFFFFF : 0;
    }
}

static uint32_t not_modelled(uint32_t offset)
{
    switch (offset) {
    case CFGR1: return CFGR1_EXTEN;
    case CFGR2: return CFGR2_TOVS;
    case CCR: return CCR_VLCDEN;
    default: return 0;
    }
}

static enum access write_held(struct chip *chip, const struct map_row *row,
                              uint32_t offset, uint32_t value)
{
    struct adc_v2 *adc = map_state(chip, row);
    uint32_t mask;
    uint32_t *reg = held_register(adc, offset, &mask);
    if (!reg)
        return ACCESS_OK;
    value &= mask;
    uint32_t fixed = fixed_bits(adc, offset);
    if ((*reg ^ value) & fixed)
        refuse(chip, row, offset, value);
    *reg = (*reg & fixed) | (value & ~fixed);
    if (offset == CHSELR) /* a new sequence */
        adc->pending = 0;
    ticks_set(chip, &adc->clock, period_ps(chip, row));
    return *reg & not_modelled(offset) ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* The result was read, or EOC cleared. */
static void taken(struct chip *chip, const struct map_row *row)
{
    struct adc_v2 *adc = map_state(chip, row);
    adc->isr &= ~ISR_EOC;
    if (adc->step != STEP_WAIT)
        return;
    ticks_start(chip, &adc->clock);
    next_channel(adc, true);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct adc_v2 *adc = map_state(chip, row);
    enum access access = ACCESS_OK;
    switch (offset) {
    case ISR:
        adc->isr &= ~(value & ISR_MASK);
        if (value & ISR_EOC)
            taken(chip, row);
        break;
    case IER: adc->ier = value & ISR_MASK; break;
    case CR: write_cr(chip, row, value); break;
    case TR: adc->tr = value & 0x0FFF0FFF; break;
    default: access = write_held(chip, row, offset, value); break;
    }
    update(chip, row);
    return access;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct adc_v2 *adc = map_state(chip, row);
    uint32_t mask;
    const uint32_t *reg = held_register(adc, offset, &mask);
    *value = reg ? *reg : 0;
    switch (offset) {
    case ISR: *value = adc->isr; break;
    case IER: *value = adc->ier; break;
    case CR: *value = adc->cr; break;
    case TR: *value = adc->tr; break;
    case DR:
        *value = adc->dr;
        if (map_open(chip, row->clock))
            taken(chip, row);
        update(chip, row);
        break;
    default: break;
    }
    return ACCESS_OK;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct adc_v2 *adc = map_state(chip, row);
    (void)kind;
    *adc = (struct adc_v2){.tr = 0x0FFF0000};
    ticks_set(chip, &adc->clock, period_ps(chip, row));
    update(chip, row);
}

const struct map_kind adc_v2 = {
    .read = read,
    .write = write,
    .reset = reset,
    .due = due,
    .after_clock = follow_clock,
    .kernel_clock = follow_clock,
    .dues = 1,
};

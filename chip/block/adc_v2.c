/* SPDX-License-Identifier: MIT */
#include "chip/block/adc_v2.h"

#include "chip/block/adc_v2_bits.h"
#include "chip/block/adc_v2_sequence.h"
#include "chip/event.h"

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

static void refuse(struct chip *chip, const struct map_row *row,
                   uint32_t offset, uint32_t value)
{
    event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset, value);
}

/* A conversion may be started. With AUTOFF the ADC switches itself on: ST's HAL
 * does not set ADEN then. */
static bool is_on(const struct adc_v2 *adc)
{
    return (adc->cr & CR_ADEN || adc->cfgr1 & CFGR1_AUTOFF) &&
           !(adc->cr & (CR_ADDIS | CR_ADSTP | CR_ADCAL));
}

/* The bits of CR that are written 1, each with what RM0367 14.4.3 asks for. A
 * bit that is 1 already is not asked for again. */
bool adc_v2_command(struct chip *chip, struct adc_v2 *adc, uint32_t asked)
{
    bool on = is_on(adc);
    if (asked & CR_ADCAL && !(adc->cr & CR_BUSY))
        adc_v2_sequence_calibrate(chip, adc);
    else if (asked & CR_ADEN && !(adc->cr & CR_BUSY) &&
             clock_ps(chip) >= adc->settled_ps)
        adc_v2_sequence_enable(chip, adc);
    else if (asked & CR_ADSTP && on && adc->cr & CR_ADSTART)
        adc_v2_sequence_stop(chip, adc);
    else if (asked & CR_ADDIS && on &&
             (adc->cr & (CR_ADEN | CR_ADSTART)) == CR_ADEN)
        adc_v2_sequence_disable(chip, adc);
    else if (asked & CR_ADSTART && on)
        adc_v2_sequence_start(chip, adc);
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
    if (asked && !adc_v2_command(chip, adc, asked))
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
    ticks_set(chip, &adc->clock, adc_v2_sequence_period_ps(chip, row));
    return *reg & not_modelled(offset) ? ACCESS_UNMODELLED : ACCESS_OK;
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
            adc_v2_sequence_taken(chip, row);
        break;
    case IER: adc->ier = value & ISR_MASK; break;
    case CR: write_cr(chip, row, value); break;
    case TR: adc->tr = value & 0x0FFF0FFF; break;
    default: access = write_held(chip, row, offset, value); break;
    }
    adc_v2_sequence_update(chip, row);
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
        adc_v2_sequence_taken(chip, row);
        adc_v2_sequence_update(chip, row);
        break;
    default: break;
    }
    return ACCESS_OK;
}

static enum access peek(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct adc_v2 *adc = map_state(chip, row);
    if (offset != DR)
        return read(chip, row, offset, value);
    *value = adc->dr;
    return ACCESS_OK;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct adc_v2 *adc = map_state(chip, row);
    (void)kind;
    *adc = (struct adc_v2){.tr = 0x0FFF0000};
    ticks_set(chip, &adc->clock, adc_v2_sequence_period_ps(chip, row));
    adc_v2_sequence_update(chip, row);
}

/* A read of DR clears EOC. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)chip;
    (void)row;
    return offset == DR ? 0 : NEVER;
}

const struct map_kind adc_v2 = {
    .read = read,
    .peek = peek,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = adc_v2_sequence_due,
    .after_clock = adc_v2_sequence_follow_clock,
    .kernel_clock = adc_v2_sequence_follow_clock,
    .dues = 1,
};

/* SPDX-License-Identifier: MIT */
#include "chip/block/adc_v3.h"

#include "chip/block/adc_v2.h"
#include "chip/block/adc_v2_bits.h"
#include "chip/block/adc_v2_sequence.h"
#include "chip/event.h"

enum {
    ISR = 0x00,
    IER = 0x04,
    CR = 0x08,
    CFGR = 0x0C,
    CFGR2 = 0x10,
    SMPR1 = 0x14,
    SMPR2 = 0x18,
    TR1 = 0x20,
    TR2 = 0x24,
    TR3 = 0x28,
    SQR1 = 0x30,
    SQR4 = 0x3C,
    DR = 0x40,
    JSQR = 0x4C,
    OFR1 = 0x60,
    OFR4 = 0x6C,
    AWD2CR = 0xA0,
    AWD3CR = 0xA4,
    DIFSEL = 0xB0,
    CALFACT = 0xB4,
    ADC2 = 0x100, /* to the end of ADC3 */
    CSR = 0x300,
    CCR = 0x308,
};

#define ISR_V3       0x7FFu
#define CR_JADSTART  (1u << 3)
#define CR_DEEPPWD   (1u << 29)
#define CR_ADCALDIF  (1u << 30)
#define CFGR_V3      0xFFFF7FFBu
#define CFGR_DISCNUM (7u << 17)
#define CFGR_JQDIS   (1u << 31)
#define CFGR2_JOVSE  (1u << 1)
#define CCR_DUAL     0x1Fu
#define CCR_CKMODE   (3u << 16)
#define CCR_V3       0x01FFEF1Fu
#define TR_RESET     0x0FFF0000u

static void refuse(struct chip *chip, const struct map_row *row,
                   uint32_t offset, uint32_t value)
{
    event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset, value);
}

/* ADCAL, ADEN and what follows need the regulator. */
static enum access write_cr(struct chip *chip, const struct map_row *row,
                            uint32_t value)
{
    struct adc_v2 *adc = map_state(chip, row);
    uint32_t modes = CR_ADVREGEN | CR_DEEPPWD | CR_ADCALDIF;
    uint32_t asked = value & CR_BUSY & ~adc->cr;
    if (!(adc->cr & CR_BUSY))
        adc->cr = value & modes;
    bool powered = (adc->cr & (CR_ADVREGEN | CR_DEEPPWD)) == CR_ADVREGEN;
    if (asked && (!powered || !adc_v2_command(chip, adc, asked)))
        refuse(chip, row, CR, value);
    adc_v2_sequence_update(chip, row);
    return value & CR_JADSTART ? ACCESS_UNMODELLED : ACCESS_OK;
}

/* The clock is chosen while the ADC is off. */
static enum access write_ccr(struct chip *chip, const struct map_row *row,
                             uint32_t value)
{
    struct adc_v2 *adc = map_state(chip, row);
    uint32_t fixed = adc->cr & CR_BUSY ? CCR_CKMODE | CCR_PRESC | CCR_DUAL : 0;
    value &= CCR_V3;
    if ((adc->ccr ^ value) & fixed)
        refuse(chip, row, CCR, value);
    adc->ccr = (adc->ccr & fixed) | (value & ~fixed);
    adc_v2_sequence_follow_clock(chip, row);
    return value & CCR_DUAL ? ACCESS_UNMODELLED : ACCESS_OK;
}

static bool of_others(uint32_t offset)
{
    return offset >= ADC2 && offset < CSR;
}

/* --- the registers that stay while ADSTART is 1 --- */

static uint32_t *held_register(struct adc_v3 *v3, uint32_t offset,
                               uint32_t *mask)
{
    if (offset >= SQR1 && offset <= SQR4) {
        *mask = offset == SQR1   ? 0x1F7DF7CF
                : offset == SQR4 ? 0x7DF
                                 : 0x1F7DF7DF;
        return &v3->sqr[(offset - SQR1) / 4];
    }
    switch (offset) {
    case CFGR: *mask = CFGR_V3; return &v3->adc.cfgr1;
    case CFGR2: *mask = 0x7FF; return &v3->adc.cfgr2;
    case SMPR1: *mask = 0x3FFFFFFF; return &v3->adc.smpr;
    case SMPR2: *mask = 0x07FFFFFF; return &v3->smpr2;
    case CALFACT: *mask = 0x007F007F; return &v3->adc.calfact;
    case TR1: *mask = 0x0FFF0FFF; return &v3->adc.tr;
    default: return NULL;
    }
}

static uint32_t not_modelled(uint32_t offset)
{
    switch (offset) {
    case CFGR: return CFGR1_EXTEN | CFGR_DISCNUM;
    case CFGR2: return CFGR2_TOVS | CFGR2_JOVSE;
    default: return 0;
    }
}

/* The injected group, offsets, the other watchdogs, differential inputs: not
 * even their registers are there. */
static bool is_left_out(uint32_t offset)
{
    return offset == TR2 || offset == TR3 || offset == JSQR ||
           (offset >= OFR1 && offset <= OFR4) || offset == AWD2CR ||
           offset == AWD3CR || offset == DIFSEL;
}

static enum access write_held(struct chip *chip, const struct map_row *row,
                              uint32_t offset, uint32_t value)
{
    struct adc_v3 *v3 = map_state(chip, row);
    uint32_t mask, *reg = held_register(v3, offset, &mask);
    if (!reg)
        return is_left_out(offset) && value ? ACCESS_UNMODELLED : ACCESS_OK;
    if (v3->adc.cr & CR_ADSTART) {
        if ((*reg ^ value) & mask)
            refuse(chip, row, offset, value);
        return ACCESS_OK;
    }
    *reg = value & mask;
    if (offset == SQR1) {
        v3->adc.chselr = (2u << (value & 15)) - 1;
        v3->adc.pending = 0;
    }
    return *reg & not_modelled(offset) ? ACCESS_UNMODELLED : ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct adc_v2 *adc = map_state(chip, row);
    if (of_others(offset))
        return ACCESS_UNMODELLED;
    switch (offset) {
    case ISR: return adc_v2.write(chip, row, ISR, value);
    case IER:
        adc->ier = value & ISR_V3;
        adc_v2_sequence_update(chip, row);
        return ACCESS_OK;
    case CR: return write_cr(chip, row, value);
    case CCR: return write_ccr(chip, row, value);
    default: return write_held(chip, row, offset, value);
    }
}

/* ADC2 and ADC3 are off: ST's HAL asks all of them whether they are. */
static uint32_t of_another(uint32_t offset)
{
    switch (offset) {
    case CR: return CR_DEEPPWD;
    case CFGR: return CFGR_JQDIS;
    case TR1: return TR_RESET;
    default: return 0;
    }
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct adc_v3 *v3 = map_state(chip, row);
    uint32_t mask;
    const uint32_t *reg = held_register(v3, offset, &mask);
    if (of_others(offset)) {
        *value = of_another(offset & 0xFF);
        return ACCESS_OK;
    }
    switch (offset) {
    case CSR:
    case ISR: *value = v3->adc.isr & ISR_V3; break;
    case IER: *value = v3->adc.ier; break;
    case CR: *value = v3->adc.cr; break;
    case CCR: *value = v3->adc.ccr; break;
    case DR: return adc_v2.read(chip, row, DR, value);
    default: *value = reg ? *reg : 0; break;
    }
    return ACCESS_OK;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct adc_v3 *v3 = map_state(chip, row);
    *v3 = (struct adc_v3){.adc = {.ranked = true}};
    v3->adc.cr = CR_DEEPPWD;
    v3->adc.cfgr1 = CFGR_JQDIS;
    v3->adc.tr = TR_RESET;
    v3->adc.chselr = 1;
    (void)kind;
    adc_v2_sequence_follow_clock(chip, row);
    adc_v2_sequence_update(chip, row);
}

/* Of ADC1 to ADC3 to CALFACT, with gaps; the common ones to CCR. */
static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    static const uint32_t words[2] = {0x0F09F77F, 0x0000330F};
    (void)chip;
    (void)row;
    unsigned word = (offset & 0xFF) / 4;
    if (offset >= CSR)
        return offset == CSR || offset == CCR;
    return word <= CALFACT / 4 && words[word / 32] >> word % 32 & 1;
}

static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    (void)chip;
    (void)row;
    return offset == DR ? 0 : NEVER;
}

const struct map_kind adc_v3 = {
    .last = CCR,
    .has = has_register,
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = adc_v2_sequence_due,
    .after_clock = adc_v2_sequence_follow_clock,
    .kernel_clock = adc_v2_sequence_follow_clock,
    .dues = 1,
};

/* SPDX-License-Identifier: MIT */
#include "chip/block/adc_v2_value.h"

#include "chip/block/adc_v2_bits.h"
#include "chip/block/gpio_v2.h"
#include "chip/bus.h"
#include "chip/little_endian.h"

/* --- what is measured, with 12 bits --- */

static uint32_t factory(struct chip *chip, uint32_t address)
{
    return little_endian(bus_memory(chip, address, 2), 2);
}

/* The inverse of VREF+ = 3 V x VREFINT_CAL / data (RM0367 14.3.21). Others than
 * the L0 and L4 are measured at 3.3 V. */
static uint32_t vrefint(struct chip *chip, const struct adc_v2_variant *has)
{
    uint32_t mv = chip->board.vdda_mv;
    return (factory(chip, has->vrefint_cal) * has->cal_mv + mv / 2) / mv;
}

/* The straight line through TS_CAL1 (30 degrees) and TS_CAL2. */
static uint32_t temperature(struct chip *chip, const struct adc_v2_variant *has)
{
    int32_t cal1 = (int32_t)factory(chip, has->ts_cal1);
    int32_t slope = (int32_t)factory(chip, has->ts_cal2) - cal1;
    int32_t span = has->ts_span;
    int32_t at_cal = span * cal1 + (chip->board.celsius - 30) * slope;
    return (uint32_t)(at_cal * has->cal_mv / span / chip->board.vdda_mv);
}

uint32_t adc_v2_value_measure(struct chip *chip, const struct map_row *row)
{
    const struct adc_v2 *adc = map_state(chip, row);
    const struct adc_v2_variant *has = row->variant;
    uint32_t value = 0;

    uint8_t pin_index = (uint8_t)(adc->channel - has->pin_first);
    if (pin_index < has->pin_count) {
        const struct map_pin *pin = &has->pins[pin_index];
        if (gpio_v2_levels(chip, pin->port) >> pin->number & 1)
            value = 0xFFF;
    } else if (adc->channel == has->vrefint && adc->ccr & CCR_VREFEN) {
        value = vrefint(chip, has);
    } else if (adc->channel == has->temperature && adc->ccr & CCR_TSEN) {
        value = temperature(chip, has);
    } else if (adc->channel == has->vbat && adc->ccr & CCR_VBATEN) {
        value = 0xFFF / 3; /* of VBAT, which is VDDA (assumed) */
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

bool adc_v2_value_take_sample(struct adc_v2 *adc)
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

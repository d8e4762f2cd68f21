/* SPDX-License-Identifier: MIT */
#include "chip/block/dac.h"

enum {
    CR = 0x00,
    SWTRIGR = 0x04,
    DHR12R1 = 0x08, /* then DHR12L1, DHR8R1, and the three of channel 2 */
    DHR8R2 = 0x1C,
    DHR12RD = 0x20,
    DHR12LD = 0x24,
    DHR8RD = 0x28,
    DOR1 = 0x2C,
    DOR2 = 0x30,
};

/* Of channel 1; those of channel 2 are 16 bits further left:
 *
 *  13       | 12    | 11:8 | 7:6  | 5:3  | 2   | 1    | 0
 *  DMAUDRIE | DMAEN | MAMP | WAVE | TSEL | TEN | BOFF | EN  */
#define CR_EN       0x00010001u
#define CR_TEN      0x0004u
#define CR_TSEL     0x0038u /* 7 = SWTRIGR */
#define CR_WAVE     0x00C000C0u
#define CR_DMAEN    0x10001000u
#define CR_MASK     0x3FFF3FFFu
#define CR_REPORTED (CR_EN | CR_WAVE | CR_DMAEN)

enum { ALIGN_12R, ALIGN_12L, ALIGN_8R };

static uint32_t shown(uint16_t dhr, unsigned align)
{
    switch (align) {
    case ALIGN_12R: return dhr;
    case ALIGN_12L: return (uint32_t)dhr << 4;
    default: return dhr >> 4;
    }
}

static uint16_t taken(uint32_t value, unsigned align)
{
    switch (align) {
    case ALIGN_12R: return value & 0xFFF;
    case ALIGN_12L: return value >> 4 & 0xFFF;
    default: return (uint16_t)(value << 4 & 0xFF0);
    }
}

static unsigned channel_cr(const struct dac *block, unsigned channel)
{
    return block->cr >> 16 * channel;
}

static void hold(struct dac *block, unsigned channel, uint16_t value)
{
    block->dhr[channel] = value;
    if (!(channel_cr(block, channel) & CR_TEN))
        block->dor[channel] = value;
}

static void trigger(struct dac *block, uint32_t value)
{
    for (unsigned i = 0; i < DAC_CHANNELS; i++)
        if (value >> i & 1 && channel_cr(block, i) & CR_TEN &&
            (channel_cr(block, i) & CR_TSEL) == CR_TSEL)
            block->dor[i] = block->dhr[i];
}

/* How far the field of channel 2 is from that of channel 1 in a dual register.
 */
static unsigned second(unsigned align)
{
    return align == ALIGN_8R ? 8 : 16;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct dac *block = map_state(chip, row);
    unsigned single = (offset - DHR12R1) / 4, dual = (offset - DHR12RD) / 4;

    *value = 0;
    if (offset == CR)
        *value = block->cr;
    else if (offset == DOR1 || offset == DOR2)
        *value = block->dor[offset == DOR2];
    else if (offset >= DHR12R1 && offset <= DHR8R2)
        *value = shown(block->dhr[single / 3], single % 3);
    else if (offset >= DHR12RD && offset <= DHR8RD)
        *value = shown(block->dhr[0], dual) | shown(block->dhr[1], dual)
                                                  << second(dual);
    return ACCESS_OK;
}

static void write_dual(struct dac *block, unsigned align, uint32_t value)
{
    hold(block, 0, taken(value, align));
    hold(block, 1, taken(value >> second(align), align));
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct dac *block = map_state(chip, row);
    unsigned single = (offset - DHR12R1) / 4;
    uint32_t set = value & ~block->cr;

    if (offset == SWTRIGR)
        trigger(block, value);
    else if (offset >= DHR12R1 && offset <= DHR8R2)
        hold(block, single / 3, taken(value, single % 3));
    else if (offset >= DHR12RD && offset <= DHR8RD)
        write_dual(block, (offset - DHR12RD) / 4, value);
    if (offset != CR)
        return ACCESS_OK;
    block->cr = value & CR_MASK;
    return set & CR_REPORTED ? ACCESS_UNMODELLED : ACCESS_OK;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    *(struct dac *)map_state(chip, row) = (struct dac){0};
}

const struct map_kind dac = {
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
};

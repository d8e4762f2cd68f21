/* SPDX-License-Identifier: MIT */
#include "chip/block/crc_v3.h"

#include "chip/block/crc_feed.h"

enum {
    CRC_DR = 0x00,
    CRC_IDR = 0x04,
    CRC_CR = 0x08,
    CRC_INIT = 0x10,
    CRC_POL = 0x14,
};

/*  7       | 6:5    | 4:3      | 2:1 | 0
 *  REV_OUT | REV_IN | POLYSIZE | -   | RESET  */
#define CRC_CR_RESET   (1u << 0)
#define CRC_CR_REV_OUT (1u << 7)
#define CRC_CR_MASK    0xF8u

enum rev_in { REV_IN_NONE, REV_IN_BYTE, REV_IN_HALFWORD, REV_IN_WORD };

static unsigned polysize(const struct crc_v3 *crc)
{
    static const uint8_t bits[] = {32, 16, 8, 7};
    return bits[crc->cr >> 3 & 3];
}

static uint32_t low_bits(unsigned count)
{
    return count == 32 ? 0xFFFFFFFF : (1u << count) - 1;
}

/* Mirrors every `width` bits of the low `bits` of `value`. */
static uint32_t mirror(uint32_t value, unsigned bits, unsigned width)
{
    uint32_t result = 0;
    for (unsigned i = 0; i < bits; i++)
        if (value >> i & 1)
            result |= 1u << (i - i % width + width - 1 - i % width);
    return result;
}

/* RM0367 4.3: data is reversed by byte, halfword or word; a group wider than
 * the data written is as wide as the data (assumed). */
static uint32_t reverse_in(const struct crc_v3 *crc, uint32_t data,
                           unsigned bits)
{
    unsigned width;
    switch ((enum rev_in)(crc->cr >> 5 & 3)) {
    case REV_IN_BYTE: width = 8; break;
    case REV_IN_HALFWORD: width = 16; break;
    case REV_IN_WORD: width = 32; break;
    default: return data;
    }
    return mirror(data, bits, width < bits ? width : bits);
}

static void feed(struct crc_v3 *crc, uint32_t data, unsigned bits)
{
    unsigned size = polysize(crc);
    data = reverse_in(crc, data & low_bits(bits), bits);
    crc->dr = crc_feed(crc->dr & low_bits(size), crc->pol & low_bits(size),
                       size, data, bits);
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    *(struct crc_v3 *)map_state(chip, row) = (struct crc_v3){
        .dr = 0xFFFFFFFF,
        .init = 0xFFFFFFFF,
        .pol = 0x04C11DB7,
    };
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct crc_v3 *crc = map_state(chip, row);
    unsigned size = polysize(crc);

    switch (offset) {
    case CRC_DR:
        /* Over the polynomial's width (assumed for less than 32 bits). */
        *value = crc->cr & CRC_CR_REV_OUT
                     ? mirror(crc->dr & low_bits(size), size, size)
                     : crc->dr;
        break;
    case CRC_IDR: *value = crc->idr; break;
    case CRC_CR: *value = crc->cr; break;
    case CRC_INIT: *value = crc->init; break;
    case CRC_POL: *value = crc->pol; break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

/* DR takes bytes and halfwords as such. */
static enum access write_narrow(struct chip *chip, const struct map_row *row,
                                uint32_t offset, unsigned size, uint32_t value)
{
    struct crc_v3 *crc = map_state(chip, row);

    switch (offset & ~3u) {
    case CRC_DR: feed(crc, value, 8 * size); break;
    case CRC_IDR: crc->idr = value & 0xFF; break;
    case CRC_CR:
        crc->cr = value & CRC_CR_MASK;
        if (value & CRC_CR_RESET)
            crc->dr = crc->init;
        break;
    case CRC_INIT:
        /* RM0367 4.3: a write to CRC_INIT also initialises CRC_DR. */
        crc->init = value;
        crc->dr = value;
        break;
    case CRC_POL: crc->pol = value; break;
    default: break;
    }
    return ACCESS_OK;
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    return write_narrow(chip, row, offset, 4, value);
}

const struct map_kind crc_v3 = {
    .last = CRC_POL,
    .read = read,
    .steady = map_always,
    .write = write,
    .write_narrow = write_narrow,
    .reset = reset,
};

/* SPDX-License-Identifier: MIT */
#include "chip/block/crc_v1.h"

#include "chip/block/crc_feed.h"

enum { CRC_DR = 0x00, CRC_IDR = 0x04, CRC_CR = 0x08 };

#define CRC_CR_RESET (1u << 0) /* write-only */
#define DR_RESET     0xFFFFFFFFu
#define POLYNOMIAL   0x04C11DB7u

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    (void)kind;
    *(struct crc_v1 *)map_state(chip, row) = (struct crc_v1){.dr = DR_RESET};
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    const struct crc_v1 *crc = map_state(chip, row);
    switch (offset) {
    case CRC_DR: *value = crc->dr; break;
    case CRC_IDR: *value = crc->idr; break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

/* RESET leaves IDR as it is. */
static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct crc_v1 *crc = map_state(chip, row);
    switch (offset) {
    case CRC_DR: crc->dr = crc_feed(crc->dr, POLYNOMIAL, 32, value, 32); break;
    case CRC_IDR: crc->idr = value & 0xFF; break;
    case CRC_CR:
        if (value & CRC_CR_RESET)
            crc->dr = DR_RESET;
        break;
    default: break;
    }
    return ACCESS_OK;
}

const struct map_kind crc_v1 = {
    .last = CRC_CR,
    .read = read,
    .steady = map_always,
    .write = write,
    .reset = reset,
};

/* SPDX-License-Identifier: MIT
 *
 * Units of 1, 2 or 4 bytes as the Cortex-M0+ and its memories keep them, lowest
 * byte first.
 */
#ifndef CHIP_LITTLE_ENDIAN_H
#define CHIP_LITTLE_ENDIAN_H

#include <stdint.h>

static inline uint32_t little_endian(const uint8_t *bytes, unsigned size)
{
    uint32_t value = bytes[0];
    if (size >= 2)
        value |= (uint32_t)bytes[1] << 8;
    if (size == 4)
        value |= (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    return value;
}

static inline void put_little_endian(uint8_t *bytes, unsigned size,
                                     uint32_t value)
{
    bytes[0] = (uint8_t)value;
    if (size >= 2)
        bytes[1] = (uint8_t)(value >> 8);
    if (size == 4) {
        bytes[2] = (uint8_t)(value >> 16);
        bytes[3] = (uint8_t)(value >> 24);
    }
}

#endif

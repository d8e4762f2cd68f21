/* SPDX-License-Identifier: MIT
 *
 * The shift register of a CRC calculation unit.
 */
#ifndef CHIP_BLOCK_CRC_FEED_H
#define CHIP_BLOCK_CRC_FEED_H

#include <stdint.h>

/* Returns the remainder of SIZE bits after BITS more bits of data, the most
 * significant one first, as the hardware shifts. */
static inline uint32_t crc_feed(uint32_t remainder, uint32_t polynomial,
                                unsigned size, uint32_t data, unsigned bits)
{
    uint32_t mask = size == 32 ? 0xFFFFFFFF : (1u << size) - 1;
    while (bits--) {
        uint32_t out = (remainder >> (size - 1) ^ data >> bits) & 1;
        remainder = remainder << 1 & mask;
        if (out)
            remainder ^= polynomial;
    }
    return remainder;
}

#endif

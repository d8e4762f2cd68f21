/* SPDX-License-Identifier: MIT
 *
 * CRC-32 of zip and Ethernet, bit by bit.
 */
#ifndef TOOLS_CRC32_H
#define TOOLS_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from the CRC of what came before; 0 = nothing did. */
static inline uint32_t crc32(uint32_t crc, const void *bytes, size_t count)
{
    const uint8_t *byte = bytes;
    crc = ~crc;
    for (; count; count--) {
        crc ^= *byte++;
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

#endif

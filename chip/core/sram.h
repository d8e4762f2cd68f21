/* SPDX-License-Identifier: MIT
 *
 * SRAM as the core reads and writes it at 0x20000000: no wait states, no side
 * effects, so that most accesses need not ask the bus.
 */
#ifndef CHIP_CORE_SRAM_H
#define CHIP_CORE_SRAM_H

#include "chip/little_endian.h"
#include "chip/state.h"

/* Returns where the chip keeps the SRAM at `address`. */
static inline uint8_t *sram_at(const struct chip *chip, uint32_t address)
{
    return (uint8_t *)chip->memory + (address - SRAM_BASE);
}

/* Returns whether `size` aligned bytes lie in SRAM. The offset is rotated
 * right, so that the bits that must be 0 become the highest ones, and a single
 * comparison checks all. */
static inline bool in_sram(const struct chip *chip, uint32_t address,
                           unsigned size)
{
    uint32_t offset = address - SRAM_BASE;
    unsigned bits = size / 2; /* of alignment */
    uint32_t turned = offset >> bits | offset << (32 - bits) % 32;
    return (bits ? turned : offset) < chip->part.sram_size / size;
}

#endif

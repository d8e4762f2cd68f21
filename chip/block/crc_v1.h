/* SPDX-License-Identifier: MIT
 *
 * CRC calculation unit with a fixed polynomial, as in the STM32F1, F2, F4 and
 * L1: CRC-32 of whole words, without reflection. RM0090 section 4.
 * A byte or halfword store to DR is merged with what DR reads, and counts as a
 * word (assumed).
 * Not modelled: the wait states of a read while a computation runs (4 HCLK
 * cycles for a word).
 */
#ifndef CHIP_BLOCK_CRC_V1_H
#define CHIP_BLOCK_CRC_V1_H

#include "chip/map.h"

extern const struct map_kind crc_v1;

struct crc_v1 {
    uint32_t dr, idr;
};

#endif

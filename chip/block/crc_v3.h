/* SPDX-License-Identifier: MIT
 *
 * CRC calculation unit. RM0367 section 4.
 * Not modelled: the wait states of a read while a computation runs (4 HCLK
 * cycles for a word).
 * A comment that cites RM0367 without a grade is assumed: the text of that
 * section could not be checked.
 */
#ifndef CHIP_BLOCK_CRC_V3_H
#define CHIP_BLOCK_CRC_V3_H

#include "chip/map.h"

extern const struct map_kind crc_v3;

struct crc_v3 {
    uint32_t dr; /* the remainder, before REV_OUT */
    uint32_t idr, cr, init, pol;
};

#endif

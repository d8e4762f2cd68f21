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

#include <stdbool.h>
#include <stdint.h>

#include "chip/bus.h"
#include "chip/reset.h"

struct crc {
    uint32_t dr; /* the remainder, before REV_OUT */
    uint32_t idr, cr, init, pol;
};

/* RESET_NONE: reset through RCC_xRSTR alone. */
void crc_reset(struct chip *chip, enum reset_kind kind);
enum access crc_read(struct chip *chip, uint32_t offset, uint32_t *value);
enum access crc_write(struct chip *chip, uint32_t offset, uint32_t value);
/* DR takes bytes and halfwords as such. */
enum access crc_write_sized(struct chip *chip, uint32_t offset, unsigned size,
                            uint32_t value);

#endif

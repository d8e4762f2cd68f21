/* SPDX-License-Identifier: MIT
 *
 * The transfers of an I2C as a master, from START to STOP, see i2c_v2.h.
 */
#ifndef CHIP_BLOCK_I2C_V2_TRANSFER_H
#define CHIP_BLOCK_I2C_V2_TRANSFER_H

#include "chip/block/i2c_v2_state.h"

/* Begins a START that CR2 asks for, once the bus is free. */
void i2c_v2_transfer_want_start(struct chip *chip, struct i2c_v2 *i2c);
/* The firmware answers TC or TCR, or asks for a STOP. */
void i2c_v2_transfer_resume(struct chip *chip, const struct map_row *row);
/* Begins what follows a byte: the next one, the end of NBYTES or a STOP. */
void i2c_v2_transfer_go_on(struct chip *chip, const struct map_row *row);
/* Goes on with the byte that waited for RXDR. */
void i2c_v2_transfer_rxdr_was_read(struct chip *chip,
                                   const struct map_row *row);
/* BUSY follows what is seen on the lines, by whomever it is. */
void i2c_v2_transfer_pins(struct chip *chip, const struct map_row *row,
                          uint64_t ps);
/* Ends the present phase when it is due. */
void i2c_v2_transfer_due(struct chip *chip, const struct map_row *row,
                         unsigned event);

#endif

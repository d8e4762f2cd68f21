/* SPDX-License-Identifier: MIT
 *
 * The I2C of the F0, F3, F7, L0 and L4 as a master: START, addresses of 7 and
 * 10 bits, data, ACK and NACK, RELOAD, AUTOEND, repeated START, STOP, bit by
 * bit on its pins. RM0367 section 28, whose text could not be checked: what the
 * comments do not grade otherwise is assumed. On a bus without anybody the
 * pull-ups answer each address with NACK. i2c_v2.c has the registers,
 * i2c_v2_bus.c the lines and their timing, i2c_v2_transfer.c what is sent and
 * received.
 *
 * Documented: what PE=0 resets (stm32l0xx_ll_i2c.h).
 *
 * Assumed: a NACK is followed by a STOP without AUTOEND too, for RM0367 28
 * could not be read; a START waits until both lines are high, without BUSY, if
 * no START of somebody else was seen; without a pin a line is low. SCL is low
 * for (SCLL+1) x (PRESC+1) clocks and high for (SCLH+1) x (PRESC+1), each and 2
 * + DNF clocks more for the synchronisation; START and STOP take as long. SDA
 * changes together with SCL: SDADEL and SCLDEL have no effect.
 *
 * Not modelled: slave mode (own addresses are kept; nobody on the board
 * addresses the chip), and with it the wake-up from Stop; SMBus (PEC,
 * time-outs, alert): reported; the repeated START inside a read from a 10-bit
 * address.
 */
#ifndef CHIP_BLOCK_I2C_V2_H
#define CHIP_BLOCK_I2C_V2_H

#include "chip/block/i2c_v2_state.h"

extern const struct map_kind i2c_v2;

#endif

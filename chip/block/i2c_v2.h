/* SPDX-License-Identifier: MIT
 *
 * The I2C of the F0, F3, F7, L0 and L4 as a master: START, addresses of 7 and
 * 10 bits, data, ACK and NACK, RELOAD, AUTOEND, repeated START, STOP, bit by
 * bit on its pins. RM0367 section 28, whose text could not be checked: what the
 * comments do not grade otherwise is assumed. On a bus without anybody the
 * pull-ups answer each address with NACK.
 *
 * Documented: a NACK is followed by a STOP without AUTOEND too (drivers rely on
 * it: stm32f7_i2c of Linux); what PE=0 resets (stm32l0xx_ll_i2c.h).
 *
 * Assumed: a START waits until both lines are high, without BUSY, if no START
 * of somebody else was seen; without a pin a line is low. SCL is low for
 * (SCLL+1) x (PRESC+1) clocks and high for (SCLH+1) x (PRESC+1), each and 2 +
 * DNF clocks more for the synchronisation; START and STOP take as long. SDA
 * changes together with SCL: SDADEL and SCLDEL have no effect.
 *
 * Not modelled: slave mode (own addresses are kept; nobody on the board
 * addresses the chip), and with it the wake-up from Stop; SMBus (PEC,
 * time-outs, alert): reported; the repeated START inside a read from a 10-bit
 * address.
 */
#ifndef CHIP_BLOCK_I2C_V2_H
#define CHIP_BLOCK_I2C_V2_H

#include "chip/map.h"
#include "chip/ticks.h"

extern const struct map_kind i2c_v2;

struct i2c_v2 {
    uint32_t cr1, cr2, oar1, oar2, timingr, timeoutr, isr, rxdr, txdr;
    struct ticks clock;
    uint8_t phase;       /* of the master */
    uint8_t risen;       /* the phase to come when SCL has risen */
    uint32_t left;       /* clocks until the phase is over */
    bool scl, sda;       /* what it drives; true = released */
    bool scl_in, sda_in; /* levels of the lines */
    uint8_t stage;       /* of the transfer: address or data */
    bool receives;       /* the present byte */
    bool rx_waits;       /* a byte is in `shift` and RXDR is full */
    uint8_t bit;         /* of the present byte: 0..8, 8 = acknowledge */
    uint8_t shift;       /* the byte */
    uint32_t bytes;      /* of NBYTES, still to be moved */
};

#endif

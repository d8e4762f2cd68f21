/* SPDX-License-Identifier: MIT
 *
 * The state of an I2C, see i2c_v2.h.
 */
#ifndef CHIP_BLOCK_I2C_V2_STATE_H
#define CHIP_BLOCK_I2C_V2_STATE_H

#include "chip/map.h"
#include "chip/ticks.h"

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

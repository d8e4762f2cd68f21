/* SPDX-License-Identifier: MIT
 *
 * The SPI of the F1, F2, F4, L0 and L1 (spi2s1, frames of 8 or 16 bits, one
 * buffer each way): master and slave, full duplex, one line, receive only, CRC.
 * RM0367 section 31, whose text could not be checked: what the comments do not
 * grade otherwise is assumed. spi_v1.c has the registers, spi_v1_shift.c the
 * frames on the pins.
 *
 * A frame takes its time. Its edges are put on the pins while the host watches
 * one of them or EXTI listens to it; else the pins keep their level between
 * frames. What is received is exact in both cases: it is the level of the pin
 * at each sampling edge.
 *
 * Assumed: TDR goes to an idle shift register at once; RXNE and the next frame
 * come half a period after the last sampling edge; SPE=0 cuts a frame off and
 * lets the pins go; an input without a pin reads 0, but NSS 1; a slave without
 * data sends its last frame again; a read of SR that clears OVR still has it.
 *
 * Not modelled: I2S and TI mode: their bits are kept and reported. FRE, UDR and
 * CHSIDE stay 0.
 */
#ifndef CHIP_BLOCK_SPI_V1_H
#define CHIP_BLOCK_SPI_V1_H

#include "chip/block/spi_v1_state.h"

extern const struct map_kind spi_v1;

#endif

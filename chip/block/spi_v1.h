/* SPDX-License-Identifier: MIT
 *
 * The SPI of the F1, F2, F4, L0 and L1 (spi2s1, frames of 8 or 16 bits, one
 * buffer each way): master and slave, full duplex, one line, receive only, CRC.
 * RM0367 section 31, whose text could not be checked: what the comments do not
 * grade otherwise is assumed.
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

#include "chip/map.h"
#include "chip/ticks.h"

extern const struct map_kind spi_v1;

struct spi_v1 {
    uint32_t cr1, cr2, sr, tx, rx, crcpr, rxcrcr, txcrcr, i2scfgr, i2spr;
    struct ticks clock; /* of half periods of SCK */
    bool running;       /* a frame is being shifted */
    bool crc_frame;     /* it is the CRC */
    uint32_t origin;    /* half periods of the frame at the base of `clock` */
    uint32_t shown;     /* those that are on the pins */
    uint32_t sampled;   /* bits that were received */
    uint32_t tx_shift, rx_shift;
    bool in;                  /* level of the line it listens to */
    bool sck, nss;            /* levels of the inputs of a slave */
    bool ovr_seen, modf_seen; /* the first step that clears the flag */
};

/* What differs between instances. */
struct spi_v1_variant {
    bool i2s;
};

#endif

/* SPDX-License-Identifier: MIT
 *
 * The state and the variants of an SPI, see spi_v1.h.
 */
#ifndef CHIP_BLOCK_SPI_V1_STATE_H
#define CHIP_BLOCK_SPI_V1_STATE_H

#include "chip/map.h"
#include "chip/ticks.h"

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

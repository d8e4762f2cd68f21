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
    bool fifo;          /* this is the beginning of a struct spi_v2 */
    uint8_t bits;       /* of its frames: 4 to 16 */
    uint32_t origin;    /* half periods of the frame at the base of `clock` */
    uint32_t shown;     /* those that are on the pins */
    uint32_t sampled;   /* bits that were received */
    uint32_t tx_shift, rx_shift;
    bool in;                  /* level of the line it listens to */
    bool sck, nss;            /* levels of the inputs of a slave */
    bool ovr_seen, modf_seen; /* the first step that clears the flag */
};

enum { SPI_FIFO = 4 };

/* Bytes of frames; one of more than 8 bits has two. */
struct spi_fifo {
    uint8_t count;
    uint8_t bytes[SPI_FIFO];
};

/* The later SPI, see spi_v2.h. */
struct spi_v2 {
    struct spi_v1 spi; /* its tx and rx are not in use */
    struct spi_fifo tx, rx;
};

/* What differs between instances. */
struct spi_v1_variant {
    bool i2s;
};

#endif

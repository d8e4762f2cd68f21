/* SPDX-License-Identifier: MIT
 *
 * The two FIFOs of an SPI v2, of 32 bits each (RM0351 42.4.9): frames of up to
 * 8 bits take a byte, others two.
 */
#ifndef CHIP_BLOCK_SPI_V2_FIFO_H
#define CHIP_BLOCK_SPI_V2_FIFO_H

#include "chip/block/spi_v1_state.h"

#define SR_FRLVL_POS 9
#define SR_FTLVL_POS 11
#define SR_LEVELS    (0xFu << SR_FRLVL_POS)
#define CR2_FRXTH    (1u << 12)

static inline struct spi_v2 *spi_v2_of(const struct spi_v1 *spi)
{
    return (struct spi_v2 *)(uintptr_t)spi;
}

/* Returns how many bytes a frame takes. */
static inline unsigned spi_v2_unit(const struct spi_v1 *spi)
{
    return spi->bits > 8 ? 2 : 1;
}

/* Puts `count` bytes of `value` in, the lowest first. Returns false, and puts
 * none, when there is no room. */
static inline bool spi_fifo_put(struct spi_fifo *fifo, uint32_t value,
                                unsigned count)
{
    if (fifo->count + count > SPI_FIFO)
        return false;
    while (count--) {
        fifo->bytes[fifo->count++] = (uint8_t)value;
        value >>= 8;
    }
    return true;
}

/* Takes up to `count` bytes out, the first as the lowest. */
static inline uint32_t spi_fifo_take(struct spi_fifo *fifo, unsigned count)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < count && fifo->count; i++) {
        value |= (uint32_t)fifo->bytes[0] << 8 * i;
        fifo->count--;
        for (unsigned j = 0; j < fifo->count; j++)
            fifo->bytes[j] = fifo->bytes[j + 1];
    }
    return value;
}

/* Of three bytes the level is that of four (assumed). */
static inline uint32_t spi_fifo_level(const struct spi_fifo *fifo)
{
    return fifo->count < 3 ? fifo->count : 3;
}

/* Sets TXE, RXNE and the levels of SR from the state. */
static inline uint32_t spi_v2_flags(const struct spi_v1 *spi, uint32_t sr,
                                    uint32_t txe, uint32_t rxne)
{
    const struct spi_v2 *v2 = spi_v2_of(spi);
    unsigned threshold = spi->cr2 & CR2_FRXTH ? 1 : 2;
    sr &= ~(SR_LEVELS | txe | rxne);
    sr |= spi_fifo_level(&v2->rx) << SR_FRLVL_POS;
    sr |= spi_fifo_level(&v2->tx) << SR_FTLVL_POS;
    return sr | (v2->tx.count <= SPI_FIFO / 2 ? txe : 0) |
           (v2->rx.count >= threshold ? rxne : 0);
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * For tests of the DMA: its registers and bits, written out again, and a
 * channel started in one call.
 */
#ifndef TESTS_CHIP_BLOCK_DMA_FIXTURE_H
#define TESTS_CHIP_BLOCK_DMA_FIXTURE_H

#include "tests/chip/block/usart_fixture.h"

enum {
    RCC_AHBRSTR = RCC + 0x20,
    RCC_AHBENR = RCC + 0x30,
    DMA_ISR = 0x40020000,
    DMA_IFCR = 0x40020004,
    DMA_CSELR = 0x400200A8,
};

/* Registers of channel 1..7. */
#define CCR(channel)   (0x40020008u + 0x14 * ((channel)-1))
#define CNDTR(channel) (CCR(channel) + 4)
#define CPAR(channel)  (CCR(channel) + 8)
#define CMAR(channel)  (CCR(channel) + 12)

enum {
    EN = 1 << 0,
    TCIE_DMA = 1 << 1,
    HTIE = 1 << 2,
    TEIE = 1 << 3,
    DIR = 1 << 4, /* memory to peripheral */
    CIRC = 1 << 5,
    PINC = 1 << 6,
    MINC = 1 << 7,
    PSIZE_16 = 1 << 8,
    PSIZE_32 = 2 << 8,
    MSIZE_16 = 1 << 10,
    MSIZE_32 = 2 << 10,
    PL_SHIFT = 12,
    MEM2MEM = 1 << 14,

    GIF = 1 << 0, /* of channel 1; of the next one 4 bits higher */
    TCIF = 1 << 1,
    HTIF = 1 << 2,
    TEIF = 1 << 3,

    DMAR = 1 << 6, /* of USART_CR3 */
    DMAT = 1 << 7,
    DDRE = 1 << 13,
};

static inline uint32_t dma_flags(struct chip *chip, unsigned channel)
{
    return rd(chip, DMA_ISR) >> 4 * (channel - 1) & 15;
}

static inline void dma_clock(struct chip *chip)
{
    wr(chip, RCC_AHBENR, rd(chip, RCC_AHBENR) | 1);
}

static inline void dma_start(struct chip *chip, unsigned channel, uint32_t ccr,
                             uint32_t cpar, uint32_t cmar, uint32_t count)
{
    wr(chip, CCR(channel), 0);
    wr(chip, CNDTR(channel), count);
    wr(chip, CPAR(channel), cpar);
    wr(chip, CMAR(channel), cmar);
    wr(chip, CCR(channel), ccr | EN);
}

/* Selects request line `selection` for a channel. */
static inline void dma_select(struct chip *chip, unsigned channel,
                              uint32_t selection)
{
    unsigned shift = 4 * (channel - 1);
    modify(chip, DMA_CSELR, 15u << shift, selection << shift);
}

#endif

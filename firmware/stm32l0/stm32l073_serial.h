/* SPDX-License-Identifier: MIT
 *
 * Registers of what moves data, but the USARTs: DMA, SPI, I2C, RNG; as ST
 * prints them. RM0367.
 */
#ifndef FIRMWARE_STM32L0_STM32L073_SERIAL_H
#define FIRMWARE_STM32L0_STM32L073_SERIAL_H

#include <stdint.h>

struct dma { /* 11.4 */
    volatile uint32_t ISR, IFCR;
    struct dma_channel {
        volatile uint32_t CCR, CNDTR, CPAR, CMAR, unused;
    } channel[7]; /* channel[0] is channel 1 */
    uint32_t unused[5];
    volatile uint32_t CSELR;
};
#define DMA1 ((struct dma *)0x40020000)

enum {
    DMA_CCR_EN = 1 << 0,
    DMA_CCR_TCIE = 1 << 1,
    DMA_CCR_DIR = 1 << 4, /* from memory */
    DMA_CCR_PINC = 1 << 6,
    DMA_CCR_MINC = 1 << 7,
    DMA_CCR_PSIZE_32 = 2 << 8,
    DMA_CCR_MSIZE_32 = 2 << 10,
    DMA_CCR_MEM2MEM = 1 << 14,
    DMA_ISR_TCIF1 = 1 << 1,
    DMA_ISR_TCIF4 = 1 << 13,
    DMA_CSELR_C4S_USART2 = 4 << 12
};

struct spi { /* 30.7 */
    volatile uint32_t CR1, CR2, SR, DR, CRCPR, RXCRCR, TXCRCR, I2SCFGR, I2SPR;
};
#define SPI1 ((struct spi *)0x40013000)
#define SPI2 ((struct spi *)0x40003800)

enum {
    SPI_CR1_MSTR = 1 << 2,
    SPI_CR1_BR_DIV8 = 2 << 3,
    SPI_CR1_SPE = 1 << 6,
    SPI_CR1_SSI = 1 << 8,
    SPI_CR1_SSM = 1 << 9,
    SPI_SR_RXNE = 1 << 0,
    SPI_SR_TXE = 1 << 1,
    SPI_SR_BSY = 1 << 7
};

struct i2c { /* 28.7 */
    volatile uint32_t CR1, CR2, OAR1, OAR2, TIMINGR, TIMEOUTR, ISR, ICR, PECR,
        RXDR, TXDR;
};
#define I2C1 ((struct i2c *)0x40005400)
#define I2C2 ((struct i2c *)0x40005800)
#define I2C3 ((struct i2c *)0x40007800)

enum {
    I2C_CR1_PE = 1 << 0,
    I2C_CR2_START = 1 << 13,
    I2C_CR2_NBYTES_1 = 1 << 16,
    I2C_CR2_AUTOEND = 1 << 25,
    I2C_ISR_NACKF = 1 << 4,
    I2C_ISR_STOPF = 1 << 5,
    I2C_ISR_BUSY = 1 << 15,
    I2C_TIMINGR_100KHZ = 0x00707CBB /* from 32 MHz */
};

struct rng { /* 20.4 */
    volatile uint32_t CR, SR, DR;
};
#define RNG ((struct rng *)0x40025000)

enum { RNG_CR_RNGEN = 1 << 2, RNG_SR_DRDY = 1 << 0, RNG_SR_ERRORS = 0x66 };

#endif

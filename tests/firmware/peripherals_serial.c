/* SPDX-License-Identifier: MIT */
#include "tests/firmware/peripherals.h"

#include "firmware/stm32l0/stm32l073.h"
#include "firmware/stm32l0/stm32l073_serial.h"

static void alternate(struct gpio *port, unsigned pin, uint32_t af)
{
    volatile uint32_t *afr = pin < 8 ? &port->AFRL : &port->AFRH;
    *afr = (*afr & ~(15u << 4 * (pin & 7))) | af << 4 * (pin & 7);
    gpio_mode(port, pin, GPIO_ALTERNATE);
}

static void pull_up(struct gpio *port, unsigned pin)
{
    port->PUPDR = (port->PUPDR & ~(3u << 2 * pin)) | 1u << 2 * pin;
}

/* --- DMA1 --- */

static volatile unsigned copied;

void DMA1_Channel1_IRQHandler(void)
{
    DMA1->IFCR = DMA_ISR_TCIF1;
    copied++;
}

bool peripherals_dma1(void)
{
    enum { IRQ_DMA1_CHANNEL1 = 1 << 9, WORDS = 16 };
    static const uint32_t from[WORDS] = {1, 2, 3, 0xA5A5A5A5, [15] = 16};
    static uint32_t to[WORDS];
    struct dma_channel *channel = &DMA1->channel[0];
    channel->CNDTR = WORDS;
    channel->CPAR = (uint32_t)(uintptr_t)from;
    channel->CMAR = (uint32_t)(uintptr_t)to;
    NVIC_ISER = IRQ_DMA1_CHANNEL1;
    channel->CCR = DMA_CCR_MEM2MEM | DMA_CCR_PINC | DMA_CCR_MINC |
                   DMA_CCR_PSIZE_32 | DMA_CCR_MSIZE_32 | DMA_CCR_TCIE |
                   DMA_CCR_EN;
    for (uint32_t start = tick(); !copied && tick() - start < 10;)
        ;
    bool equal = true;
    for (unsigned i = 0; i < WORDS; i++)
        equal &= to[i] == from[i];
    return copied == 1 && equal && !channel->CNDTR;
}

/* --- USARTs: a byte goes out --- */

static bool sends(struct usart *usart, uint32_t brr)
{
    usart->CR1 = 0;
    usart->BRR = brr;
    usart->CR1 = USART_CR1_TE | USART_CR1_RE | USART_CR1_UE;
    if (!wait_for(&usart->ISR, USART_ISR_TEACK, USART_ISR_TEACK))
        return false;
    usart->TDR = 'x';
    return wait_for(&usart->ISR, USART_ISR_TC, USART_ISR_TC);
}

enum { BRR_115200 = 32000000 / 115200 };

bool peripherals_usart1(void)
{
    alternate(GPIOA, 9, 4);
    alternate(GPIOA, 10, 4);
    return sends(USART1, BRR_115200);
}

bool peripherals_usart4(void)
{
    alternate(GPIOA, 0, 6);
    alternate(GPIOA, 1, 6);
    return sends(USART4, BRR_115200);
}

bool peripherals_usart5(void)
{
    alternate(GPIOB, 3, 6);
    alternate(GPIOB, 4, 6);
    return sends(USART5, BRR_115200);
}

/* 9600 baud from the LSE, 256 times finer than a USART's divider. */
bool peripherals_lpuart1(void)
{
    alternate(GPIOC, 10, 0);
    alternate(GPIOC, 11, 0);
    return sends(LPUART1, 256 * 32768 / 9600);
}

/* The line of the report: its first words come by DMA. */
bool peripherals_usart2(void)
{
    static const char hello[] = "by DMA: ";
    struct dma_channel *channel = &DMA1->channel[3];
    alternate(GPIOA, 2, 4);
    alternate(GPIOA, 3, 4);
    USART2->BRR = BRR_115200;
    USART2->CR3 = USART_CR3_DMAT;
    USART2->CR1 = USART_CR1_TE | USART_CR1_RE | USART_CR1_UE;
    DMA1->CSELR = DMA_CSELR_C4S_USART2;
    channel->CPAR = (uint32_t)(uintptr_t)&USART2->TDR;
    channel->CMAR = (uint32_t)(uintptr_t)hello;
    channel->CNDTR = sizeof hello - 1;
    channel->CCR = DMA_CCR_DIR | DMA_CCR_MINC | DMA_CCR_EN;
    bool done = wait_for(&DMA1->ISR, DMA_ISR_TCIF4, DMA_ISR_TCIF4) &&
                wait_for(&USART2->ISR, USART_ISR_TC, USART_ISR_TC);
    channel->CCR = 0;
    USART2->CR3 = 0;
    return done;
}

/* --- SPI: nobody answers, and MISO has a pull-up --- */

static bool exchanges(struct spi *spi)
{
    spi->CR1 = SPI_CR1_MSTR | SPI_CR1_SSM | SPI_CR1_SSI | SPI_CR1_BR_DIV8;
    spi->CR1 |= SPI_CR1_SPE;
    if (!wait_for(&spi->SR, SPI_SR_TXE, SPI_SR_TXE))
        return false;
    spi->DR = 0xA5;
    if (!wait_for(&spi->SR, SPI_SR_RXNE, SPI_SR_RXNE))
        return false;
    bool all_ones = (uint8_t)spi->DR == 0xFF;
    return wait_for(&spi->SR, SPI_SR_BSY, 0) && all_ones;
}

bool peripherals_spi1(void)
{
    /* PB3 and PB4 belong to USART5 until here. */
    for (unsigned pin = 3; pin <= 5; pin++)
        alternate(GPIOB, pin, 0);
    pull_up(GPIOB, 4);
    return exchanges(SPI1);
}

bool peripherals_spi2(void)
{
    for (unsigned pin = 13; pin <= 15; pin++)
        alternate(GPIOB, pin, 0);
    pull_up(GPIOB, 14);
    return exchanges(SPI2);
}

/* --- I2C: nobody answers on an empty bus --- */

static void bus_pin(struct gpio *port, unsigned pin, uint32_t af)
{
    port->OTYPER |= 1u << pin;
    pull_up(port, pin);
    alternate(port, pin, af);
}

static bool is_not_answered(struct i2c *i2c)
{
    i2c->CR1 = 0;
    i2c->TIMINGR = I2C_TIMINGR_100KHZ;
    i2c->CR1 = I2C_CR1_PE;
    i2c->CR2 = 0x50 << 1 | I2C_CR2_NBYTES_1 | I2C_CR2_AUTOEND | I2C_CR2_START;
    if (!wait_for(&i2c->ISR, I2C_ISR_STOPF, I2C_ISR_STOPF))
        return false;
    bool refused = i2c->ISR & I2C_ISR_NACKF;
    i2c->ICR = I2C_ISR_NACKF | I2C_ISR_STOPF;
    return refused && wait_for(&i2c->ISR, I2C_ISR_BUSY, 0);
}

bool peripherals_i2c1(void)
{
    bus_pin(GPIOB, 8, 4);
    bus_pin(GPIOB, 9, 4);
    return is_not_answered(I2C1);
}

bool peripherals_i2c2(void)
{
    bus_pin(GPIOB, 10, 6);
    bus_pin(GPIOB, 11, 6);
    return is_not_answered(I2C2);
}

bool peripherals_i2c3(void)
{
    bus_pin(GPIOC, 0, 7);
    bus_pin(GPIOC, 1, 7);
    return is_not_answered(I2C3);
}

/* --- RNG --- */

static bool random(uint32_t *number)
{
    if (!wait_for(&RNG->SR, RNG_SR_DRDY, RNG_SR_DRDY))
        return false;
    *number = RNG->DR;
    return true;
}

bool peripherals_rng(void)
{
    uint32_t first, second;
    RNG->CR = RNG_CR_RNGEN;
    return random(&first) && random(&second) && first != second &&
           !(RNG->SR & RNG_SR_ERRORS);
}

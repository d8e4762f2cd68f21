/* SPDX-License-Identifier: MIT
 *
 * For tests of the USARTs and of the cable: a chip at 16 MHz with a USART on
 * its Nucleo pins, through registers only.
 */
#ifndef TESTS_CHIP_BLOCK_USART_FIXTURE_H
#define TESTS_CHIP_BLOCK_USART_FIXTURE_H

#include "tests/chip/chip_fixture.h"

enum {
    RCC = 0x40021000,
    RCC_CR = RCC + 0x00,
    RCC_CFGR = RCC + 0x0C,
    RCC_APB2RSTR = RCC + 0x24,
    RCC_APB1RSTR = RCC + 0x28,
    RCC_IOPENR = RCC + 0x2C,
    RCC_APB2ENR = RCC + 0x34,
    RCC_APB1ENR = RCC + 0x38,
    RCC_CCIPR = RCC + 0x4C,
    RCC_CSR = RCC + 0x50,
    PWR_CR = 0x40007000,
    GPIOA = 0x50000000,
    GPIOB = 0x50000400,
    GPIOC = 0x50000800,
    GPIO_MODER = 0x00,
    GPIO_IDR = 0x10,
    GPIO_ODR = 0x14,
    GPIO_BSRR = 0x18,
    GPIO_AFRL = 0x20,
    GPIO_AFRH = 0x24,
    USART1 = 0x40013800,
    USART2 = 0x40004400,
    USART4 = 0x40004C00,
    USART5 = 0x40005000,
    LPUART1 = 0x40004800,
    NVIC_ISPR = 0xE000E200,
    NVIC_ICPR = 0xE000E280,
};

/* Offsets and bits (RM0367 29.8), written out again: a test that takes them
 * from the chip's own header would not find a wrong one. */
enum {
    CR1 = 0x00,
    CR2 = 0x04,
    CR3 = 0x08,
    BRR = 0x0C,
    GTPR = 0x10,
    RTOR = 0x14,
    RQR = 0x18,
    ISR = 0x1C,
    ICR = 0x20,
    RDR = 0x24,
    TDR = 0x28,

    UE = 1 << 0,
    RE = 1 << 2,
    TE = 1 << 3,
    IDLEIE = 1 << 4,
    RXNEIE = 1 << 5,
    TCIE = 1 << 6,
    TXEIE = 1 << 7,
    PEIE = 1 << 8,
    PS = 1 << 9,
    PCE = 1 << 10,
    M0 = 1 << 12,
    CMIE = 1 << 14,
    OVER8 = 1 << 15,
    RTOIE = 1 << 26,
    M1 = 1 << 28,

    PE = 1 << 0,
    FE = 1 << 1,
    NF = 1 << 2,
    ORE = 1 << 3,
    IDLE = 1 << 4,
    RXNE = 1 << 5,
    TC = 1 << 6,
    TXE = 1 << 7,
    RTOF = 1 << 11,
    ABRE = 1 << 14,
    ABRF = 1 << 15,
    BUSY = 1 << 16,
    CMF = 1 << 17,
    SBKF = 1 << 18,
    TEACK = 1 << 21,
    REACK = 1 << 22,
};

#define HSI16_HZ 16000000u
#define HSI16_PS 62500u

/* SYSCLK = HCLK = PCLK1 = PCLK2 = HSI16. */
static inline void fixture_hsi16(struct chip *chip)
{
    wr(chip, RCC_CR, rd(chip, RCC_CR) | 1);
    run_us(chip, 100);
    wr(chip, RCC_CFGR, 1);
    run_us(chip, 100);
    assert_int_equal(rd(chip, RCC_CFGR) & 0xF, 0x5);
}

static inline void modify(struct chip *chip, uint32_t address, uint32_t clear,
                          uint32_t set)
{
    wr(chip, address, (rd(chip, address) & ~clear) | set);
}

/* Puts a pin into alternate function AF. */
static inline void pin_alternate(struct chip *chip, uint32_t gpio, unsigned pin,
                                 uint32_t af)
{
    unsigned shift = 4 * (pin & 7);
    modify(chip, gpio + (pin < 8 ? GPIO_AFRL : GPIO_AFRH), 15u << shift,
           af << shift);
    modify(chip, gpio + GPIO_MODER, 3u << 2 * pin, 2u << 2 * pin);
}

/* Clocks for ports A, B, C, both USARTs and the LPUART; nothing configured. */
static inline void usart_clocks(struct chip *chip)
{
    wr(chip, RCC_IOPENR, 7);
    modify(chip, RCC_APB1ENR, 0, 1 << 17 | 1 << 18 | 1 << 28);
    modify(chip, RCC_APB2ENR, 0, 1 << 14);
}

/* A block with a cable, on PA9/PA10 or PA2/PA3. */
struct line {
    uint32_t base;
    unsigned cable, tx_pin;
    uint32_t af;
    uint32_t brr_unit; /* what BRR counts, as a part of a kernel clock */
};

enum { USART_LINES = 3 };
static const struct line usart_lines[USART_LINES] = {
    {USART1, USART_1, 9, 4, 1},
    {USART2, USART_2, 2, 4, 1},
    {LPUART1, USART_2, 2, 6, 256},
};

/* A line with bits of CLOCKS / 16 MHz; ready to send at once: the idle frame
 * that TE=1 sends has passed. */
static inline void usart_line_on(struct chip *chip, struct line line,
                                 uint32_t clocks, uint32_t cr1)
{
    pin_alternate(chip, GPIOA, line.tx_pin, line.af);
    pin_alternate(chip, GPIOA, line.tx_pin + 1, line.af);
    wr(chip, line.base + BRR, clocks * line.brr_unit);
    wr(chip, line.base + CR1, cr1 | UE | TE | RE);
    run_ps(chip, 13ull * clocks * HSI16_PS);
}

static inline void usart_on(struct chip *chip, unsigned index, uint32_t brr,
                            uint32_t cr1)
{
    usart_line_on(chip, usart_lines[index], brr, cr1);
}

/* A chip at 16 MHz with USART2 on PA2/PA3 and its cable plugged in. */
static inline void fixture_usart2(struct chip *chip, uint32_t brr, uint32_t cr1)
{
    fixture_chip(chip);
    fixture_hsi16(chip);
    usart_clocks(chip);
    serial_open(chip, USART_2, HSI16_HZ / brr);
    usart_on(chip, USART_2, brr, cr1);
}

#endif

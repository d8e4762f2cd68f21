/* SPDX-License-Identifier: MIT
 *
 * What the tests of the STM32F4 start from: a powered part that runs `b .` on
 * HSI, with the macros of tests/chip/block.h. Addresses and bits are written
 * out again: a test that takes them from the chip's own headers would not find
 * a wrong one.
 */
#ifndef TESTS_CHIP_STM32F4_F4_FIXTURE_H
#define TESTS_CHIP_STM32F4_F4_FIXTURE_H

#include "chip/stm32f4/board.h"
#include "chip/stm32f4/part.h"
#include "chip/stm32f4/state.h"
#include "tests/chip/block.h"

enum {
    RCC_CR = 0x40023800,
    RCC_PLLCFGR = 0x40023804,
    RCC_CFGR = 0x40023808,
    RCC_CIR = 0x4002380C,
    RCC_AHB1RSTR = 0x40023810,
    RCC_APB1RSTR = 0x40023820,
    RCC_APB2RSTR = 0x40023824,
    RCC_AHB1ENR = 0x40023830,
    RCC_AHB2ENR = 0x40023834,
    RCC_APB1ENR = 0x40023840,
    RCC_APB2ENR = 0x40023844,
    RCC_BDCR = 0x40023870,
    RCC_CSR = 0x40023874,
    RCC_DCKCFGR = 0x4002388C,
    PWR_CR = 0x40007000,
    PWR_CSR = 0x40007004,
    FLASH_ACR = 0x40023C00,
    FLASH_KEYR = 0x40023C04,
    FLASH_OPTKEYR = 0x40023C08,
    FLASH_SR = 0x40023C0C,
    FLASH_CR = 0x40023C10,
    FLASH_OPTCR = 0x40023C14,
    SYSCFG_MEMRMP = 0x40013800,
    SYSCFG_EXTICR1 = 0x40013808,
    GPIOA = 0x40020000,
    GPIOB = 0x40020400,
    GPIOC = 0x40020800,
    GPIO_MODER = 0x00,
    GPIO_IDR = 0x10,
    GPIO_ODR = 0x14,
    GPIO_BSRR = 0x18,
    GPIO_AFRL = 0x20,
    GPIO_AFRH = 0x24,
};

/* A part by name, powered on, its reset done; nothing of it is wired that a
 * Nucleo has not. */
static inline void f4_chip(struct chip *chip, const char *name)
{
    struct part part;
    assert_true(f4_part_find(name, &part));
    chip_init(chip, &part);
    fixture_program(chip);
    chip_power_on(chip);
    assert_int_equal(chip_run(chip, chip->cycle + 1), STOP_BUDGET);
}

/* Every clock of the part on. */
static inline void f4_clocks(struct chip *chip)
{
    wr(chip, RCC_AHB1ENR, 0xFFFFFFFF);
    wr(chip, RCC_AHB2ENR, 0xFFFFFFFF);
    wr(chip, RCC_APB1ENR, 0xFFFFFFFF);
    wr(chip, RCC_APB2ENR, 0xFFFFFFFF);
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

/* SYSCLK from the PLL on HSI: 16 MHz / M * N / P, PPRE1 and PPRE2 as they are
 * in CFGR; wait states enough for every part. */
static inline void f4_pll(struct chip *chip, unsigned m, unsigned n, unsigned p,
                          uint32_t cfgr)
{
    wr(chip, FLASH_ACR, 0x705);
    wr(chip, RCC_PLLCFGR, m | n << 6 | (p / 2 - 1) << 16 | 4u << 24 | 1u << 29);
    modify(chip, RCC_CR, 0, 1u << 24);
    assert_int_equal(run_us(chip, 300), STOP_BUDGET);
    assert_true(rd(chip, RCC_CR) & 1u << 25);
    wr(chip, RCC_CFGR, cfgr | 2);
    assert_int_equal(rd(chip, RCC_CFGR) & 0xF, 0xA);
}

#endif

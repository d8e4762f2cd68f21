/* SPDX-License-Identifier: MIT
 *
 * What the tests of the STM32L4 start from: a powered part that runs `b .` on
 * MSI, with the macros of tests/chip/block.h. Addresses and bits are written
 * out again: a test that takes them from the chip's own headers would not find
 * a wrong one.
 */
#ifndef TESTS_CHIP_STM32L4_L4_FIXTURE_H
#define TESTS_CHIP_STM32L4_L4_FIXTURE_H

#include "chip/boards.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/state.h"
#include "tests/chip/block.h"

enum {
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x40021008,
    RCC_PLLCFGR = 0x4002100C,
    RCC_CIER = 0x40021018,
    RCC_CIFR = 0x4002101C,
    RCC_CICR = 0x40021020,
    RCC_AHB1ENR = 0x40021048,
    RCC_AHB2ENR = 0x4002104C,
    RCC_APB1ENR1 = 0x40021058,
    RCC_APB1ENR2 = 0x4002105C,
    RCC_APB2ENR = 0x40021060,
    RCC_CCIPR = 0x40021088,
    RCC_BDCR = 0x40021090,
    RCC_CSR = 0x40021094,
    RCC_CRRCR = 0x40021098,
    PWR_CR1 = 0x40007000,
    PWR_CR3 = 0x40007008,
    PWR_CR4 = 0x4000700C,
    PWR_SR1 = 0x40007010,
    PWR_SR2 = 0x40007014,
    PWR_SCR = 0x40007018,
    FLASH_ACR = 0x40022000,
    FLASH_KEYR = 0x40022008,
    FLASH_OPTKEYR = 0x4002200C,
    FLASH_SR = 0x40022010,
    FLASH_CR = 0x40022014,
    FLASH_ECCR = 0x40022018,
    FLASH_OPTR = 0x40022020,
    FLASH_WRP1AR = 0x4002202C,
    SYSCFG_MEMRMP = 0x40010000,
    SYSCFG_EXTICR1 = 0x40010008,
    SYSCFG_SCSR = 0x40010018,
    SYSCFG_SKR = 0x40010024,
    EXTI_IMR1 = 0x40010400,
    EXTI_RTSR1 = 0x40010408,
    EXTI_PR1 = 0x40010414,
    GPIOA = 0x48000000,
    GPIOB = 0x48000400,
    GPIOC = 0x48000800,
    GPIO_MODER = 0x00,
    GPIO_IDR = 0x10,
    GPIO_ODR = 0x14,
    GPIO_BSRR = 0x18,
    GPIO_AFRL = 0x20,
    GPIO_AFRH = 0x24,
};

/* A part by name, powered on, its reset done, on its board. */
static inline void l4_chip(struct chip *chip, const char *name)
{
    struct part part;
    assert_true(l4_part_find(name, &part));
    chip_init(chip, &part);
    fixture_program(chip);
    chip_power_on(chip);
    assert_int_equal(chip_run(chip, chip->cycle + 1), STOP_BUDGET);
}

/* Every clock of the part on. */
static inline void l4_clocks(struct chip *chip)
{
    wr(chip, RCC_AHB1ENR, 0xFFFFFFFF);
    wr(chip, RCC_AHB2ENR, 0xFFFFFFFF);
    wr(chip, RCC_APB1ENR1, 0xFFFFFFFF);
    wr(chip, RCC_APB1ENR2, 0xFFFFFFFF);
    wr(chip, RCC_APB2ENR, 0xFFFFFFFF);
    rd(chip, RCC_APB2ENR);
}

static inline void modify(struct chip *chip, uint32_t address, uint32_t clear,
                          uint32_t set)
{
    wr(chip, address, (rd(chip, address) & ~clear) | set);
}

static inline void flash_unlock(struct chip *chip)
{
    wr(chip, FLASH_KEYR, 0x45670123);
    wr(chip, FLASH_KEYR, 0xCDEF89AB);
}

static inline void option_unlock(struct chip *chip)
{
    flash_unlock(chip);
    wr(chip, FLASH_OPTKEYR, 0x08192A3B);
    wr(chip, FLASH_OPTKEYR, 0x4C5D6E7F);
}

/* The operation in flight ends, and the core that it held goes on. */
static inline void flash_wait(struct chip *chip)
{
    unsigned us = 0;
    while (rd(chip, FLASH_SR) & 1 << 16) {
        assert_int_equal(run_us(chip, 10), STOP_BUDGET);
        us += 10;
        assert_true(us < 200000);
    }
    run_us(chip, 1);
}

/* The option register OPTR becomes what it is with these bits changed, and is
 * loaded: a reset. */
static inline void l4_options(struct chip *chip, uint32_t clear, uint32_t set)
{
    option_unlock(chip);
    modify(chip, FLASH_OPTR, clear, set);
    wr(chip, FLASH_CR, 1 << 17);
    flash_wait(chip);
    wr(chip, FLASH_CR, 1 << 27);
    assert_int_equal(chip_run(chip, chip->cycle + 1), STOP_BUDGET);
    assert_int_equal(chip->reset.last, RESET_OPTION);
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * For tests of the timers: each instance of the part with what is its own, by
 * the manual, its registers, and a chip on which the timers have their clocks.
 */
#ifndef TESTS_CHIP_BLOCK_TIM_FIXTURE_H
#define TESTS_CHIP_BLOCK_TIM_FIXTURE_H

#include "tests/chip/chip_fixture.h"

enum {
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x4002100C,
    RCC_IOPENR = 0x4002102C,
    RCC_APB2RSTR = 0x40021024,
    RCC_APB1RSTR = 0x40021028,
    RCC_APB2ENR = 0x40021034,
    RCC_APB1ENR = 0x40021038,
    RCC_CSR = 0x40021050,
    PWR_CR = 0x40007000,
    GPIOA = 0x50000000,
    GPIOB = 0x50000400,
    GPIOC = 0x50000800,
    GPIO_MODER = 0x00,
    GPIO_AFRL = 0x20,
    NVIC_ISPR = 0xE000E200,
    NVIC_ICPR = 0xE000E280,
};

/* Offsets and bits (RM0367 21.4, 22.4, 23.4), written out again: a test that
 * takes them from the chip's own source would not find a wrong one. */
enum {
    CR1 = 0x00,
    CR2 = 0x04,
    SMCR = 0x08,
    DIER = 0x0C,
    SR = 0x10,
    EGR = 0x14,
    CCMR1 = 0x18,
    CCMR2 = 0x1C,
    CCER = 0x20,
    CNT = 0x24,
    PSC = 0x28,
    ARR = 0x2C,
    CCR1 = 0x34,
    CCR2 = 0x38,
    CCR3 = 0x3C,
    CCR4 = 0x40,
    OR = 0x50,

    CEN = 1 << 0,
    UDIS = 1 << 1,
    URS = 1 << 2,
    OPM = 1 << 3,
    DIR = 1 << 4,
    CMS_DOWN = 1 << 5,
    CMS_UP = 2 << 5,
    CMS_BOTH = 3 << 5,
    ARPE = 1 << 7,
    UIF = 1 << 0,
    CC1IF = 1 << 1,
    CC1OF = 1 << 9,
    CC1E = 1 << 0,
    CC1P = 1 << 1,
    CC1NP = 1 << 3,
    UG = 1 << 0,
};

struct timer {
    uint32_t base;
    unsigned channels;
    unsigned irq;       /* RM0367 table 55 */
    uint32_t enr, rstr; /* RM0367 7.3: clock enable and reset register, */
    unsigned bit;       /* and the bit in both */
    unsigned ppre;      /* shift of its bus's prescaler in RCC_CFGR */
};

#define TIM_ON_APB1 .enr = RCC_APB1ENR, .rstr = RCC_APB1RSTR, .ppre = 8
#define TIM_ON_APB2 .enr = RCC_APB2ENR, .rstr = RCC_APB2RSTR, .ppre = 11

static const struct timer timers[] = {
    {0x40000000, .channels = 4, .irq = 15, TIM_ON_APB1, .bit = 0}, /* TIM2 */
    {0x40000400, .channels = 4, .irq = 16, TIM_ON_APB1, .bit = 1}, /* TIM3 */
    {0x40001000, .channels = 0, .irq = 17, TIM_ON_APB1, .bit = 4}, /* TIM6 */
    {0x40001400, .channels = 0, .irq = 18, TIM_ON_APB1, .bit = 5}, /* TIM7 */
    {0x40010800, .channels = 2, .irq = 20, TIM_ON_APB2, .bit = 2}, /* TIM21 */
    {0x40011400, .channels = 2, .irq = 22, TIM_ON_APB2, .bit = 5}, /* TIM22 */
};

enum {
    TIMERS = sizeof timers / sizeof *timers,
    TIM2 = 0x40000000,
    TIM3 = 0x40000400,
    TIM6 = 0x40001000,
    TIM21 = 0x40010800,
    TIM22 = 0x40011400,
    IRQ2 = 1 << 15,
};

/* A chip whose timers have their clocks; nothing runs. */
static inline void fixture_timers(struct chip *chip)
{
    fixture_chip(chip);
    for (const struct timer *t = timers; t < timers + TIMERS; t++)
        wr(chip, t->enr, rd(chip, t->enr) | 1u << t->bit);
    wr(chip, RCC_IOPENR, 0x9F);
}

/* Lets the core run until at least `cycle`; `b .` steps in pairs. */
static inline void until(struct chip *chip, uint64_t cycle)
{
    if (cycle > chip->cycle)
        chip_run(chip, cycle);
}

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_timers(&chip);
    return 0;
}

static inline uint32_t cnt(uint32_t base)
{
    return rd(&chip, base + CNT);
}

/* Connects a pin (0 to 7) of a port to an alternate function. */
static inline void alternate(uint32_t port, unsigned pin, unsigned af)
{
    uint32_t mode = rd(&chip, port + GPIO_MODER) & ~(3u << 2 * pin);
    uint32_t afrl = rd(&chip, port + GPIO_AFRL) & ~(15u << 4 * pin);
    wr(&chip, port + GPIO_AFRL, afrl | af << 4 * pin);
    wr(&chip, port + GPIO_MODER, mode | 2u << 2 * pin);
}

#endif

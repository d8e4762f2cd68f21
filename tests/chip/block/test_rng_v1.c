/* SPDX-License-Identifier: MIT
 *
 * The random number generator: its clocks, its pace, its flags; the same
 * numbers in every run.
 */
#include "tests/chip/block.h"

enum {
    RCC_CR = 0x40021000,
    RCC_CRRCR = 0x40021008,
    RCC_CFGR = 0x4002100C,
    RCC_AHBRSTR = 0x40021020,
    RCC_AHBENR = 0x40021030,
    RCC_APB2ENR = 0x40021034,
    RCC_CCIPR = 0x4002104C,
    RNGEN_CLOCK = 1 << 20,
    HSI48SEL = 1 << 26,
    SYSCFG_CFGR3 = 0x40010020,

    CR = 0x40025000,
    SR = 0x40025004,
    DR = 0x40025008,
    RNGEN = 1 << 2,
    IE = 1 << 3,
    DRDY = 1 << 0,
    CECS = 1 << 1,
    CEIS = 1 << 5,
};

static const uint64_t NUMBER_PS = 40 * (PS_PER_S / 48000000);

static struct chip chip;

static void hsi48_on(void)
{
    wr(&chip, RCC_APB2ENR, 1);
    wr(&chip, SYSCFG_CFGR3, 1 << 13 | 1);
    wr(&chip, RCC_CRRCR, 1);
    wr(&chip, RCC_CCIPR, HSI48SEL);
    run_us(&chip, 100);
}

static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 100);
    wr(&chip, RCC_CFGR, 1); /* HSI16 */
    wr(&chip, RCC_AHBENR, 0x100 | RNGEN_CLOCK);
    hsi48_on();
    sleep_core(&chip);
    return 0;
}

static uint32_t number(void)
{
    while (!(rd(&chip, SR) & DRDY))
        run_us(&chip, 1);
    return rd(&chip, DR);
}

/* The first number comes after 40 clocks; the next one at the next multiple of
 * 40 clocks after the read. */
static void every_40_clocks(void **state)
{
    (void)state;
    wr(&chip, CR, RNGEN);
    uint64_t start = clock_ps(&chip);
    assert_int_equal(rd(&chip, DR), 0);
    EXPECT_CHANGE(&chip, start + NUMBER_PS, SR, DRDY, 0, DRDY);
    for (unsigned k = 1; k < 20; k++) {
        assert_int_not_equal(rd(&chip, DR), 0);
        EXPECT_CHANGE(&chip, start + (k + 1) * NUMBER_PS, SR, DRDY, 0, DRDY);
    }
    run_ps(&chip, 5 * NUMBER_PS + NUMBER_PS / 2);
    rd(&chip, DR);
    EXPECT_CHANGE(&chip, start + 26 * NUMBER_PS, SR, DRDY, 0, DRDY);
}

static void numbers(uint32_t list[64])
{
    setup(NULL);
    wr(&chip, CR, RNGEN);
    for (unsigned i = 0; i < 64; i++)
        list[i] = number();
}

/* Two runs have the same numbers, another board has others, and so has the
 * same board after a reset. */
static void the_same_in_every_run(void **state)
{
    (void)state;
    uint32_t one[64], two[64];
    unsigned ones = 0;
    numbers(one);
    numbers(two);
    assert_memory_equal(one, two, sizeof one);
    for (unsigned i = 0; i < 64; i++) {
        ones += (unsigned)__builtin_popcount(one[i]);
        for (unsigned j = 0; j < i; j++)
            assert_int_not_equal(one[i], one[j]);
    }
    assert_in_range(ones, 64 * 32 / 2 - 200, 64 * 32 / 2 + 200);
    do_reset(&chip, RESET_SYSTEM);
    wr(&chip, RCC_AHBENR, 0x100 | RNGEN_CLOCK);
    hsi48_on();
    wr(&chip, CR, RNGEN);
    assert_int_not_equal(number(), one[0]);
    chip.board.seed = 7;
    do_reset(&chip, RESET_POWER);
    wr(&chip, RCC_AHBENR, 0x100 | RNGEN_CLOCK);
    hsi48_on();
    wr(&chip, CR, RNGEN);
    assert_int_not_equal(number(), one[0]);
}

/* HSI48SEL=0 is half of the PLL's VCO. */
static void clocks(void **state)
{
    (void)state;
    wr(&chip, RCC_CCIPR, 0);
    wr(&chip, CR, RNGEN);
    assert_int_equal(rd(&chip, SR), CECS | CEIS);
    run_us(&chip, 1000);
    assert_int_equal(rd(&chip, SR), CECS | CEIS);
    assert_int_equal(rd(&chip, DR), 0);
    wr(&chip, RCC_CFGR, 1 | 2 << 18 | 2 << 22); /* HSI16 x 6 / 3 */
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1 << 24);
    run_us(&chip, 114);
    assert_int_equal(rd(&chip, SR), CECS | CEIS);
    run_us(&chip, 10);
    assert_int_equal(rd(&chip, SR), CEIS | DRDY);
    wr(&chip, SR, 0);
    assert_int_equal(rd(&chip, SR), DRDY);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) & ~(1u << 24));
    assert_int_equal(rd(&chip, SR), CECS | CEIS | DRDY);
    wr(&chip, RCC_CCIPR, HSI48SEL);
    assert_int_equal(rd(&chip, SR), CEIS | DRDY);
    wr(&chip, RCC_CRRCR, 0);
    assert_int_equal(rd(&chip, SR), CECS | CEIS | DRDY);
}

static void off(void **state)
{
    (void)state;
    uint64_t before = chip.due_cycle;
    wr(&chip, CR, RNGEN);
    assert_true(chip.due_cycle < before);
    wr(&chip, CR, 0);
    assert_int_equal(chip.due_cycle, before);
    run_us(&chip, 100);
    assert_int_equal(rd(&chip, SR), 0);
    wr(&chip, CR, RNGEN);
    run_us(&chip, 10);
    assert_int_equal(chip.due_cycle, before); /* a number waits */
    wr(&chip, CR, 0);
    assert_int_equal(rd(&chip, SR), 0);
}

static void interrupt(void **state)
{
    (void)state;
    wr(&chip, CR, RNGEN | IE);
    assert_false(irq_line(&chip, IRQ_RNG_LPUART1));
    run_us(&chip, 1);
    assert_true(irq_line(&chip, IRQ_RNG_LPUART1));
    rd(&chip, DR);
    assert_false(irq_line(&chip, IRQ_RNG_LPUART1));
    wr(&chip, RCC_CRRCR, 0);
    assert_true(irq_line(&chip, IRQ_RNG_LPUART1));
    wr(&chip, SR, (uint32_t)~CEIS);
    assert_false(irq_line(&chip, IRQ_RNG_LPUART1));
}

static void gate_and_reset(void **state)
{
    (void)state;
    wr(&chip, CR, RNGEN);
    wr(&chip, RCC_AHBENR, 0x100);
    run_us(&chip, 100);
    wr(&chip, RCC_AHBENR, 0x100 | RNGEN_CLOCK);
    assert_int_equal(rd(&chip, SR), 0);
    run_us(&chip, 1);
    assert_int_equal(rd(&chip, SR), DRDY);
    wr(&chip, RCC_AHBRSTR, RNGEN_CLOCK);
    wr(&chip, RCC_AHBRSTR, 0);
    assert_int_equal(rd(&chip, CR) | rd(&chip, SR) | rd(&chip, DR), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(every_40_clocks), TEST(the_same_in_every_run),
        TEST(clocks),          TEST(off),
        TEST(interrupt),       TEST(gate_and_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

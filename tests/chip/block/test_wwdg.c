/* SPDX-License-Identifier: MIT
 *
 * WWDG: free-running counter, timeouts to the cycle, window, early wake-up
 * interrupt, clock changes and gating.
 */
#include "tests/chip/block.h"

enum {
    WWDG_CR = 0x40002C00,
    WWDG_CFR = 0x40002C04,
    WWDG_SR = 0x40002C08,
    RCC_CFGR = 0x4002100C,
    RCC_APB1RSTR = 0x40021028,
    RCC_APB1ENR = 0x40021038,
    NVIC_ISER = (int)0xE000E100,
    WWDGEN = 1 << 11,
    WDGA = 1 << 7,
    EWI = 1 << 9,
    EWIF = 1,
    STEP = 4096,
};

static void wwdg_chip(struct chip *chip)
{
    fixture_chip(chip);
    sleep_core(chip);
    wr(chip, RCC_APB1ENR, WWDGEN);
}

/* The chip resets after exactly `cycles` more HCLK cycles. */
static void expect_reset_in(struct chip *chip, uint64_t cycles)
{
    uint64_t at = chip->cycle + cycles;
    EXPECT_RESET_AT(chip, clock_ps_at(chip, at), RESET_WWDG);
    assert_int_equal(chip->cycle, at);
}

static void test_without_clock(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    expect_rd(&chip, WWDG_CR, 0x7F);
    wr(&chip, WWDG_CR, WDGA | 0x40);
    run_cycles(&chip, 100 * STEP);
    wr(&chip, RCC_APB1ENR, WWDGEN);
    expect_rd(&chip, WWDG_CR, 0x7F); /* it did not count either */
}

/* RM0367 26.3: the counter runs also while the watchdog is off. */
static void test_counts_while_off(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    run_cycles(&chip, STEP - 1);
    expect_rd(&chip, WWDG_CR, 0x7F);
    run_cycles(&chip, 1);
    expect_rd(&chip, WWDG_CR, 0x7E);
    run_cycles(&chip, 0x7E * STEP);
    expect_rd(&chip, WWDG_CR, 0);
    run_cycles(&chip, STEP);
    expect_rd(&chip, WWDG_CR, 0x7F);
    expect_rd(&chip, WWDG_SR, 0);
    run_cycles(&chip, 1000 * 128 * (uint64_t)STEP);
    expect_rd(&chip, WWDG_CR, 0x7F);
}

/* RM0367 26.5: PCLK1 periods x 4096 x 2^WDGTB x (T[5:0] + 1). */
static void test_timeouts(void **state)
{
    (void)state;
    static const uint32_t t[] = {0x40, 0x41, 0x55, 0x7F};
    for (unsigned tb = 0; tb < 4; tb++)
        for (unsigned i = 0; i < 4; i++) {
            struct chip chip;
            wwdg_chip(&chip);
            wr(&chip, WWDG_CFR, tb << 7 | 0x7F);
            run_cycles(&chip, 1234);
            wr(&chip, WWDG_CR, WDGA | t[i]);
            expect_reset_in(&chip,
                            ((uint64_t)(t[i] & 0x3F) + 1) * (STEP << tb));
            expect_rd(&chip, 0x40021050, 0x4C000000);
        }
}

static void test_refresh(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    wr(&chip, WWDG_CR, WDGA | 0x50);
    for (unsigned i = 0; i < 5; i++) {
        run_cycles(&chip, 16 * STEP);
        wr(&chip, WWDG_CR, 0x50); /* WDGA cannot be cleared */
    }
    expect_rd(&chip, WWDG_CR, WDGA | 0x50);
    expect_reset_in(&chip, 17 * STEP);
}

static void expect_reset_now(struct chip *chip)
{
    uint32_t resets = chip->reset.count;
    chip_run(chip, chip->cycle);
    assert_int_equal(chip->reset.count, resets + 1);
    assert_int_equal(chip->reset.last, RESET_WWDG);
}

static void test_t6_cleared(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    wr(&chip, WWDG_CR, WDGA | 0x7F);
    wr(&chip, WWDG_CR, WDGA | 0x3F);
    expect_reset_now(&chip);
    wr(&chip, RCC_APB1ENR, WWDGEN);
    wr(&chip, WWDG_CR, WDGA); /* also in the write that starts it */
    expect_reset_now(&chip);
}

/* A refresh is allowed when T <= W. */
static void test_window(void **state)
{
    (void)state;
    for (unsigned steps = 0x0E; steps <= 0x10; steps++) {
        struct chip chip;
        wwdg_chip(&chip);
        wr(&chip, WWDG_CFR, 0x60);
        wr(&chip, WWDG_CR, WDGA | 0x6F);
        run_cycles(&chip, steps * STEP);
        uint32_t resets = chip.reset.count;
        wr(&chip, WWDG_CR, WDGA | 0x6F);
        run_cycles(&chip, 1);
        assert_int_equal(chip.reset.count, resets + (0x6F - steps > 0x60));
    }
}

static void test_early_wakeup(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    wr(&chip, WWDG_CFR, 0x7F);
    wr(&chip, WWDG_CR, WDGA | 0x42);
    uint64_t at = chip.cycle + 2 * STEP;
    chip_run(&chip, at - 1);
    expect_rd(&chip, WWDG_SR, 0);
    chip_run(&chip, at);
    expect_rd(&chip, WWDG_SR, EWIF); /* without EWI no interrupt */
    assert_false(irq_line(&chip, IRQ_WWDG));
    wr(&chip, WWDG_CFR, EWI | 0x7F);
    assert_true(irq_line(&chip, IRQ_WWDG));
    wr(&chip, WWDG_SR, 0);
    assert_false(irq_line(&chip, IRQ_WWDG));
    expect_reset_in(&chip, STEP);
}

static void test_interrupt_is_taken(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    wr(&chip, WWDG_CFR, EWI | 0x7F);
    wr(&chip, NVIC_ISER, 1u << IRQ_WWDG);
    wr(&chip, WWDG_CR, WDGA | 0x41);
    run_cycles(&chip, STEP + 40);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_IRQ0 + IRQ_WWDG);
}

/* The counter keeps its place when HCLK and PCLK1 change. */
static void test_clock_change(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    wr(&chip, WWDG_CR, WDGA | 0x43);
    run_cycles(&chip, STEP + 1000);
    wr(&chip, RCC_CFGR, 4 << 8); /* PCLK1 = HCLK / 2 */
    expect_rd(&chip, WWDG_CR, WDGA | 0x42);
    expect_reset_in(&chip, 2 * (3 * STEP - 1000));
}

/* WWDGEN=0 stops it, WWDGEN=1 lets it go on. */
static void test_gating(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    wr(&chip, WWDG_CR, WDGA | 0x40);
    run_cycles(&chip, 96);
    wr(&chip, RCC_APB1ENR, 0);
    run_cycles(&chip, 1000 * STEP);
    wr(&chip, RCC_APB1ENR, WWDGEN);
    expect_reset_in(&chip, STEP - 96);
}

static void test_rcc_reset(void **state)
{
    (void)state;
    struct chip chip;
    wwdg_chip(&chip);
    wr(&chip, WWDG_CFR, EWI | 0x50);
    wr(&chip, WWDG_CR, WDGA | 0x41);
    run_cycles(&chip, STEP);
    assert_true(irq_line(&chip, IRQ_WWDG));
    wr(&chip, RCC_APB1RSTR, WWDGEN);
    assert_false(irq_line(&chip, IRQ_WWDG));
    wr(&chip, RCC_APB1RSTR, 0);
    expect_rd(&chip, WWDG_CR, 0x7F);
    expect_rd(&chip, WWDG_CFR, 0x7F);
    uint32_t resets = chip.reset.count;
    run_cycles(&chip, 200 * STEP);
    assert_int_equal(chip.reset.count, resets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_clock),
        cmocka_unit_test(test_counts_while_off),
        cmocka_unit_test(test_timeouts),
        cmocka_unit_test(test_refresh),
        cmocka_unit_test(test_t6_cleared),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_early_wakeup),
        cmocka_unit_test(test_interrupt_is_taken),
        cmocka_unit_test(test_clock_change),
        cmocka_unit_test(test_gating),
        cmocka_unit_test(test_rcc_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * Slave mode: what pins and other timers do with a counter.
 */
#include "tests/chip/block/tim_fixture.h"

enum {
    RESET_MODE = 4,
    GATED = 5,
    TRIGGER = 6,
    CLOCK = 7,
    TI1F_ED = 4 << 4,
    TI1FP1 = 5 << 4,
    TI2FP2 = 6 << 4,
    ETRF = 7 << 4,
    ECE = 1 << 14,
    ETP = 1 << 15,
    TIF = 1 << 6,
    TRGO_RESET = 0 << 4,
    TRGO_ENABLE = 1 << 4,
    TRGO_UPDATE = 2 << 4,
    TRGO_COMPARE = 3 << 4,
    TRGO_OC1REF = 4 << 4,
};

static void drive(unsigned pin, bool level)
{
    run_cycles(&chip, 50);
    chip_pin_drive(&chip, GPIO_A, pin, level);
}

/* --- by pins --- */

/* PWM input: each rising edge of TI1 captures and restarts. */
static void restarts(void **state)
{
    (void)state;
    alternate(GPIOA, 0, 2);
    wr(&chip, TIM2 + CCMR1, 1 | 2 << 8);
    wr(&chip, TIM2 + CCER, CC1E | (CC1E | CC1P) << 4);
    wr(&chip, TIM2 + SMCR, RESET_MODE | TI1FP1);
    wr(&chip, TIM2 + CR1, CEN);
    drive(0, true);
    uint64_t start = chip.cycle;
    assert_int_equal(cnt(TIM2), 0);
    wr(&chip, TIM2 + SR, 0);
    run_cycles(&chip, 300);
    chip_pin_drive(&chip, GPIO_A, 0, false);
    uint64_t high = chip.cycle - start;
    run_cycles(&chip, 700);
    chip_pin_drive(&chip, GPIO_A, 0, true);
    assert_int_equal(rd(&chip, TIM2 + SR) & (UIF | TIF), UIF | TIF);
    assert_int_equal(rd(&chip, TIM2 + CCR1), chip.cycle - start);
    assert_int_equal(rd(&chip, TIM2 + CCR2), high);
    assert_int_equal(cnt(TIM2), 0);
}

static void gates(void **state)
{
    (void)state;
    alternate(GPIOA, 1, 2);
    wr(&chip, TIM2 + SMCR, GATED | TI2FP2);
    wr(&chip, TIM2 + CR1, CEN);
    run_cycles(&chip, 100);
    assert_int_equal(cnt(TIM2), 0);
    drive(1, true);
    uint64_t start = chip.cycle;
    run_cycles(&chip, 100);
    assert_int_equal(cnt(TIM2), chip.cycle - start);
    assert_int_equal(rd(&chip, TIM2 + SR) & TIF, TIF);
    wr(&chip, TIM2 + SR, 0);
    drive(1, false);
    uint32_t at = cnt(TIM2);
    assert_int_equal(at, chip.cycle - start);
    assert_int_equal(rd(&chip, TIM2 + SR) & TIF, TIF);
    run_cycles(&chip, 100);
    assert_int_equal(cnt(TIM2), at);
    wr(&chip, TIM2 + CCER, CC1P << 4); /* TI2FP2 is the other way round */
    wr(&chip, TIM2 + SMCR, GATED | TI2FP2);
    run_cycles(&chip, 100);
    assert_true(cnt(TIM2) >= at + 100);
}

static void starts(void **state)
{
    (void)state;
    alternate(GPIOA, 1, 2);
    wr(&chip, TIM2 + SMCR, TRIGGER | TI2FP2);
    wr(&chip, TIM2 + DIER, TIF);
    drive(1, true);
    uint64_t start = chip.cycle;
    assert_int_equal(rd(&chip, TIM2 + CR1), CEN);
    assert_int_equal(rd(&chip, NVIC_ISPR), IRQ2);
    run_cycles(&chip, 100);
    assert_int_equal(cnt(TIM2), chip.cycle - start);
    drive(1, false);
    run_cycles(&chip, 10);
    assert_int_equal(cnt(TIM2), chip.cycle - start);
}

static void counts_edges(uint32_t smcr, unsigned pin, unsigned af,
                         unsigned per_pulse, unsigned divider)
{
    setup(NULL);
    alternate(GPIOA, pin, af);
    wr(&chip, TIM2 + ARR, 4);
    wr(&chip, TIM2 + SMCR, smcr);
    wr(&chip, TIM2 + CR1, CEN);
    for (unsigned pulse = 1; pulse <= 24; pulse++) {
        drive(pin, true);
        drive(pin, false);
        assert_int_equal(cnt(TIM2), pulse * per_pulse / divider % 5);
        assert_int_equal(rd(&chip, TIM2 + SR) & UIF,
                         pulse * per_pulse / divider >= 5);
    }
    assert_int_equal(chip.due_cycle, NEVER);
}

static void external_clocks(void **state)
{
    (void)state;
    counts_edges(CLOCK | TI1FP1, 0, 2, 1, 1);
    counts_edges(CLOCK | TI2FP2, 1, 2, 1, 1);
    counts_edges(CLOCK | TI1F_ED, 0, 2, 2, 1);
    counts_edges(CLOCK | ETRF, 5, 2, 1, 1);
    counts_edges(ECE, 5, 2, 1, 1);
    counts_edges(ECE | ETP, 5, 2, 1, 1);
    for (unsigned etps = 1; etps < 4; etps++)
        counts_edges(ECE | etps << 12, 5, 2, 1, 1u << etps);
}

/* RM0367 table 89, a turn forth and back. */
static void encoder(void **state)
{
    (void)state;
    static const uint8_t quadrature[] = {1, 3, 2, 0};
    for (unsigned mode = 1; mode <= 3; mode++) {
        setup(NULL);
        alternate(GPIOA, 0, 2);
        alternate(GPIOA, 1, 2);
        wr(&chip, TIM2 + SMCR, mode);
        wr(&chip, TIM2 + CR1, CEN);
        unsigned per_turn = mode == 3 ? 4 : 2;
        for (unsigned i = 0; i < 12; i++) {
            drive(0, quadrature[i % 4] & 1);
            drive(1, quadrature[i % 4] >> 1);
        }
        assert_int_equal(cnt(TIM2), 3 * per_turn);
        assert_int_equal(rd(&chip, TIM2 + CR1) & DIR, 0);
        for (unsigned i = 12; i-- > 4;) {
            drive(1, quadrature[(i + 3) % 4] >> 1);
            drive(0, quadrature[(i + 3) % 4] & 1);
        }
        assert_int_equal(cnt(TIM2), per_turn);
        assert_int_equal(rd(&chip, TIM2 + CR1) & DIR, DIR);
    }
}

/* --- by other timers --- */

/* Two timers make one of 32 bits: the slave counts the master's updates. */
static void cascade(void **state)
{
    (void)state;
    wr(&chip, TIM2 + CR2, TRGO_UPDATE);
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM21 + SMCR, CLOCK); /* ITR0 is TIM2 */
    wr(&chip, TIM21 + CR1, CEN);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    for (unsigned k = 0; k < 50; k++) {
        run_cycles(&chip, 1 + 13 * k);
        uint64_t clocks = chip.cycle - start;
        assert_int_equal(cnt(TIM21), clocks / 100);
        assert_int_equal(cnt(TIM2), clocks % 100);
    }
    wr(&chip, TIM21 + SMCR, 0); /* now nobody needs the updates */
    wr(&chip, TIM21 + CR1, 0);
    assert_int_equal(chip.due_cycle, NEVER);
}

/* Enabling one enables the next, and so on (TIM_ExtTriggerSynchro). */
static void a_chain_of_gates(void **state)
{
    (void)state;
    alternate(GPIOA, 1, 2);
    wr(&chip, TIM2 + CR2, TRGO_ENABLE);
    wr(&chip, TIM2 + SMCR, GATED | TI2FP2);
    wr(&chip, TIM21 + CR2, TRGO_ENABLE);
    wr(&chip, TIM21 + SMCR, GATED);
    wr(&chip, TIM22 + SMCR, GATED); /* ITR0 is TIM21 */
    wr(&chip, TIM22 + CR1, CEN);
    wr(&chip, TIM21 + CR1, CEN);
    wr(&chip, TIM2 + CR1, CEN);
    run_cycles(&chip, 100);
    assert_int_equal(cnt(TIM22), 0);
    drive(1, true);
    uint64_t start = chip.cycle;
    run_cycles(&chip, 100);
    uint32_t clocks = (uint32_t)(chip.cycle - start);
    assert_int_equal(cnt(TIM2), clocks);
    assert_int_equal(cnt(TIM21), clocks);
    assert_int_equal(cnt(TIM22), clocks);
    drive(1, false);
    clocks = (uint32_t)(chip.cycle - start);
    run_cycles(&chip, 100);
    assert_int_equal(cnt(TIM22), clocks);
}

static void compare_and_reset(void **state)
{
    (void)state;
    wr(&chip, TIM2 + CR2, TRGO_COMPARE);
    wr(&chip, TIM2 + ARR, 999);
    wr(&chip, TIM2 + CCR1, 250);
    wr(&chip, TIM21 + SMCR, TRIGGER);
    wr(&chip, TIM22 + SMCR, RESET_MODE | 1 << 4); /* ITR1 is TIM2 */
    wr(&chip, TIM22 + CR1, CEN);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    until(&chip, start + 200);
    assert_int_equal(cnt(TIM21), 0);
    until(&chip, start + 400);
    assert_int_equal(cnt(TIM21), chip.cycle - start - 250);
    assert_int_equal(cnt(TIM22), chip.cycle - start - 250);
    until(&chip, start + 1400);
    assert_int_equal(cnt(TIM21), chip.cycle - start - 250);
    assert_int_equal(cnt(TIM22), chip.cycle - start - 1250);
    wr(&chip, TIM2 + CR2, TRGO_RESET);
    wr(&chip, TIM2 + EGR, UG);
    uint64_t reset = chip.cycle;
    run_cycles(&chip, 50);
    assert_int_equal(cnt(TIM22), chip.cycle - reset);
}

/* The slave counts while the master's PWM is active. */
static void gated_by_pwm(void **state)
{
    (void)state;
    wr(&chip, TIM2 + CR2, TRGO_OC1REF);
    wr(&chip, TIM2 + CCMR1, 6 << 4);
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCR1, 30);
    wr(&chip, TIM21 + SMCR, GATED);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    until(&chip, start + 50);
    wr(&chip, TIM21 + CR1, CEN);
    until(&chip, start + 1060);
    assert_int_equal(cnt(TIM21), 300);
}

/* Each other's slave: nothing goes round for ever. */
static void in_a_ring(void **state)
{
    (void)state;
    wr(&chip, TIM2 + SMCR, RESET_MODE); /* ITR0 is TIM21 */
    wr(&chip, TIM21 + SMCR, RESET_MODE);
    wr(&chip, TIM2 + CR1, CEN);
    wr(&chip, TIM21 + CR1, CEN);
    run_cycles(&chip, 100);
    wr(&chip, TIM2 + EGR, UG);
    assert_int_equal(cnt(TIM2), 0);
    assert_int_equal(cnt(TIM21), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(restarts),         TEST(gates),
        TEST(starts),           TEST(external_clocks),
        TEST(encoder),          TEST(cascade),
        TEST(a_chain_of_gates), TEST(compare_and_reset),
        TEST(gated_by_pwm),     TEST(in_a_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

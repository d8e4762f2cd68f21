/* SPDX-License-Identifier: MIT */
#include "tests/chip/block/tim_fixture.h"

/* CNT at every cycle is what arithmetic says: the counter starts one timer
 * clock after CEN (RM0367 21.3.2) and steps every PSC+1 clocks. */
static void expect_counts(uint32_t base, uint32_t psc)
{
    wr(&chip, base + PSC, psc);
    wr(&chip, base + EGR, UG);
    wr(&chip, base + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    for (unsigned k = 0; k < 50; k++) {
        uint64_t clocks = chip.cycle < start ? 0 : chip.cycle - start;
        assert_int_equal(cnt(base), clocks / (psc + 1) % 0x10000);
        run_cycles(&chip, 1 + k * 7);
    }
}

static void counts_up(void **state)
{
    (void)state;
    static const uint32_t prescalers[] = {0, 1, 2, 6, 99, 0xFFFF};
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        for (unsigned i = 0; i < 6; i++) {
            setup(NULL);
            expect_counts(t->base, prescalers[i]);
        }
    }
}

static void update_at_overflow(void **state)
{
    (void)state;
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        wr(&chip, t->base + PSC, 9);
        wr(&chip, t->base + EGR, UG);
        wr(&chip, t->base + SR, 0);
        wr(&chip, t->base + ARR, 99);
        wr(&chip, t->base + CR1, CEN);
        uint64_t end = chip.cycle + 1 + 100 * 10;
        until(&chip, end - 10);
        assert_int_equal(rd(&chip, t->base + SR) & UIF, 0);
        assert_int_equal(cnt(t->base), 99);
        until(&chip, end);
        assert_int_equal(rd(&chip, t->base + SR) & UIF, UIF);
        assert_int_equal(cnt(t->base), 0);
        wr(&chip, t->base + SR, 0);
        assert_int_equal(rd(&chip, t->base + SR) & UIF, 0);
        until(&chip, end + 1000);
        assert_int_equal(rd(&chip, t->base + SR) & UIF, UIF);
    }
}

/* The core is interrupted in the cycle in which the counter overflows, again
 * and again, without drift. */
static void update_interrupt(void **state)
{
    (void)state;
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        setup(NULL);
        wr(&chip, t->base + PSC, 19);
        wr(&chip, t->base + EGR, UG);
        wr(&chip, t->base + SR, 0);
        wr(&chip, t->base + ARR, 49);
        wr(&chip, t->base + CR1, CEN);
        uint64_t start = chip.cycle + 1;
        run_cycles(&chip, 13); /* the prescaler is on its way */
        wr(&chip, t->base + DIER, UIF);
        for (unsigned k = 1; k <= 20; k++) {
            until(&chip, start + k * 1000 - 4);
            assert_int_equal(rd(&chip, NVIC_ISPR), 0);
            until(&chip, start + k * 1000 + 2);
            assert_int_equal(rd(&chip, NVIC_ISPR), 1u << t->irq);
            wr(&chip, t->base + SR, 0);
            wr(&chip, NVIC_ICPR, 1u << t->irq);
        }
    }
}

static void arr_preload(void **state)
{
    (void)state;
    wr(&chip, TIM6 + ARR, 99);
    wr(&chip, TIM6 + CR1, CEN | ARPE);
    uint64_t start = chip.cycle + 1;
    wr(&chip, TIM6 + ARR, 49); /* from the next update on */
    until(&chip, start + 80);
    assert_int_equal(cnt(TIM6), chip.cycle - start);
    until(&chip, start + 100);
    assert_int_equal(cnt(TIM6), chip.cycle - start - 100);
    until(&chip, start + 150);
    assert_int_equal(cnt(TIM6), chip.cycle - start - 150);
    wr(&chip, TIM6 + CR1, CEN); /* no preload: at once */
    wr(&chip, TIM6 + ARR, 199);
    until(&chip, start + 340);
    assert_int_equal(cnt(TIM6), chip.cycle - start - 150);
}

static void psc_is_always_preloaded(void **state)
{
    (void)state;
    wr(&chip, TIM6 + ARR, 99);
    wr(&chip, TIM6 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    wr(&chip, TIM6 + PSC, 9);
    until(&chip, start + 90);
    assert_int_equal(cnt(TIM6), chip.cycle - start);
    until(&chip, start + 100 + 500);
    assert_int_equal(cnt(TIM6), (chip.cycle - start - 100) / 10);
}

/* ARR below the counter without preload: it runs on to 0xFFFF. */
static void arr_below_the_counter(void **state)
{
    (void)state;
    wr(&chip, TIM6 + CNT, 1000);
    wr(&chip, TIM6 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    wr(&chip, TIM6 + ARR, 500);
    until(&chip, start + 64000);
    assert_int_equal(cnt(TIM6), 1000 + chip.cycle - start);
    assert_int_equal(rd(&chip, TIM6 + SR), 0);
    until(&chip, start + 64536 + 10);
    assert_int_equal(cnt(TIM6), chip.cycle - start - 64536);
    assert_int_equal(rd(&chip, TIM6 + SR), UIF);
}

static void arr_0_blocks(void **state)
{
    (void)state;
    wr(&chip, TIM6 + ARR, 0);
    wr(&chip, TIM6 + DIER, 1);
    wr(&chip, TIM6 + CR1, CEN);
    run_cycles(&chip, 1000);
    assert_int_equal(cnt(TIM6), 0);
    assert_int_equal(rd(&chip, TIM6 + SR), 0);
    wr(&chip, TIM6 + ARR, 10000);
    uint64_t start = chip.cycle;
    run_cycles(&chip, 500);
    assert_int_equal(cnt(TIM6), chip.cycle - start);
}

static void one_pulse(void **state)
{
    (void)state;
    wr(&chip, TIM6 + ARR, 99);
    wr(&chip, TIM6 + CR1, CEN | OPM);
    run_cycles(&chip, 50);
    assert_int_equal(rd(&chip, TIM6 + CR1), CEN | OPM);
    run_cycles(&chip, 100);
    assert_int_equal(rd(&chip, TIM6 + CR1), OPM);
    assert_int_equal(rd(&chip, TIM6 + SR), UIF);
    assert_int_equal(cnt(TIM6), 0);
    run_cycles(&chip, 100);
    assert_int_equal(cnt(TIM6), 0);
}

static void udis_and_urs(void **state)
{
    (void)state;
    wr(&chip, TIM6 + CR1, UDIS);
    wr(&chip, TIM6 + PSC, 7);
    wr(&chip, TIM6 + CNT, 55);
    wr(&chip, TIM6 + EGR, UG);
    assert_int_equal(rd(&chip, TIM6 + SR), 0);
    assert_int_equal(cnt(TIM6), 0); /* it restarts all the same */
    wr(&chip, TIM6 + ARR, 99);
    wr(&chip, TIM6 + CR1, UDIS | CEN);
    uint64_t start = chip.cycle + 1;
    until(&chip, start + 350); /* PSC=7 was never loaded */
    assert_int_equal(cnt(TIM6), (chip.cycle - start) % 100);
    assert_int_equal(rd(&chip, TIM6 + SR), 0);

    wr(&chip, TIM6 + CR1, URS);
    wr(&chip, TIM6 + EGR, UG);
    assert_int_equal(rd(&chip, TIM6 + SR), 0); /* UG raises no flag */
    wr(&chip, TIM6 + CR1, URS | CEN);
    run_cycles(&chip, 810);
    assert_int_equal(rd(&chip, TIM6 + SR), UIF); /* an overflow does */
    wr(&chip, TIM6 + CR1, 0);
    wr(&chip, TIM6 + SR, 0);
    wr(&chip, TIM6 + EGR, UG);
    assert_int_equal(rd(&chip, TIM6 + SR), UIF);
}

static void stop_and_go_on(void **state)
{
    (void)state;
    wr(&chip, TIM2 + CR1, CEN);
    run_cycles(&chip, 500);
    wr(&chip, TIM2 + CR1, 0);
    uint32_t at = cnt(TIM2);
    assert_in_range(at, 495, 505);
    run_cycles(&chip, 500);
    assert_int_equal(cnt(TIM2), at);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    run_cycles(&chip, 500);
    assert_int_equal(cnt(TIM2), at + chip.cycle - start);
}

/* --- clocks --- */

/* PCLK = HCLK / 1, 2, 4, 8, 16: the timer clock is doubled from /2 on. The
 * prescaler of the other bus has no say. */
static void apb_prescaler(void **state)
{
    (void)state;
    enum { PPRE1 = 8, PPRE2 = 11 };
    static const uint32_t divs[] = {1, 1, 2, 4, 8};
    static const uint32_t ppre[] = {0, 4, 5, 6, 7};
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        for (unsigned i = 0; i < 5; i++) {
            setup(NULL);
            unsigned other = t->ppre == PPRE1 ? PPRE2 : PPRE1;
            wr(&chip, RCC_CFGR, ppre[i] << t->ppre | ppre[4 - i] << other);
            wr(&chip, t->base + CR1, CEN);
            uint64_t start = chip.cycle + divs[i];
            run_cycles(&chip, 4000);
            assert_int_equal(cnt(t->base), (chip.cycle - start) / divs[i]);
        }
    }
}

/* HCLK changes under a running timer: it keeps its count and goes on at the
 * new speed; its interrupt comes at the right count. */
static void hclk_changes(void **state)
{
    (void)state;
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 100);
    wr(&chip, TIM2 + ARR, 49999);
    wr(&chip, TIM2 + DIER, 1);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    run_cycles(&chip, 1000);
    wr(&chip, RCC_CFGR, 1); /* HSI16 */
    run_cycles(&chip, 1000);
    assert_int_equal(rd(&chip, RCC_CFGR) & 0xC, 4);
    assert_int_equal(cnt(TIM2), chip.cycle - start);
    uint64_t left = 50000 - cnt(TIM2);
    uint64_t ps = clock_ps(&chip) + left * 62500;
    chip_run_to(&chip, ps - 4 * 62500);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
    chip_run_to(&chip, ps + 2 * 62500);
    assert_int_equal(rd(&chip, NVIC_ISPR), IRQ2);

    wr(&chip, RCC_CFGR, 1 | 5 << 8); /* PCLK1 / 4: half the timer clock */
    uint32_t at = cnt(TIM2);
    uint64_t from = chip.cycle;
    run_cycles(&chip, 1000);
    assert_in_range(cnt(TIM2), at + (chip.cycle - from) / 2 - 1,
                    at + (chip.cycle - from) / 2 + 1);
}

static void clock_gate(const struct timer *t, bool open)
{
    uint32_t others = rd(&chip, t->enr) & ~(1u << t->bit);
    wr(&chip, t->enr, others | (uint32_t)open << t->bit);
}

/* Without its clock a running timer stands still, without an interrupt. */
static void gated_while_running(void **state)
{
    (void)state;
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        wr(&chip, t->base + ARR, 9999);
        wr(&chip, t->base + DIER, UIF);
        wr(&chip, t->base + CR1, CEN);
        run_cycles(&chip, 500);
        uint32_t at = cnt(t->base);
        clock_gate(t, false);
        run_cycles(&chip, 50000);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
        clock_gate(t, true);
        assert_int_equal(cnt(t->base), at);
        uint64_t from = chip.cycle;
        run_cycles(&chip, 500);
        assert_int_equal(cnt(t->base), at + chip.cycle - from);
        wr(&chip, t->base + CR1, 0);
    }
}

/* The reset bit of one timer leaves the others running. */
static void reset_through_rcc(void **state)
{
    (void)state;
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        setup(NULL);
        for (const struct timer *other = timers; other < timers + TIMERS;
             other++) {
            wr(&chip, other->base + ARR, 99);
            wr(&chip, other->base + DIER, UIF);
            wr(&chip, other->base + CR1, CEN);
        }
        wr(&chip, t->rstr, 1u << t->bit);
        wr(&chip, t->rstr, 0);
        for (const struct timer *other = timers; other < timers + TIMERS;
             other++) {
            assert_int_equal(rd(&chip, other->base + CR1),
                             other == t ? 0 : CEN);
            assert_int_equal(rd(&chip, other->base + ARR),
                             other == t ? 0xFFFF : 99);
        }
        run_cycles(&chip, 200);
        assert_false(rd(&chip, NVIC_ISPR) & 1u << t->irq);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(counts_up),
        TEST(update_at_overflow),
        TEST(update_interrupt),
        TEST(arr_preload),
        TEST(psc_is_always_preloaded),
        TEST(arr_below_the_counter),
        TEST(arr_0_blocks),
        TEST(one_pulse),
        TEST(udis_and_urs),
        TEST(stop_and_go_on),
        TEST(apb_prescaler),
        TEST(hclk_changes),
        TEST(gated_while_running),
        TEST(reset_through_rcc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

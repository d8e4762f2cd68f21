/* SPDX-License-Identifier: MIT */
#include "tests/chip/chip_fixture.h"

enum {
    RCC_CFGR = 0x4002100C,
    RCC_CR = 0x40021000,
    RCC_APB1RSTR = 0x40021028,
    RCC_APB1ENR = 0x40021038,
    NVIC_ISER = 0xE000E100,
    NVIC_ISPR = 0xE000E200,
    NVIC_ICPR = 0xE000E280,
    TIM2 = 0x40000000,
    TIM6 = 0x40001000,
    CR1 = 0x00,
    DIER = 0x0C,
    SR = 0x10,
    EGR = 0x14,
    CCMR1 = 0x18,
    CNT = 0x24,
    PSC = 0x28,
    ARR = 0x2C,
    CCR1 = 0x34,
    CCR2 = 0x38,
    CCR3 = 0x3C,
    CCR4 = 0x40,
    CEN = 1 << 0,
    UDIS = 1 << 1,
    URS = 1 << 2,
    OPM = 1 << 3,
    ARPE = 1 << 7,
    UIF = 1 << 0,
    CC1IF = 1 << 1,
    CC4IF = 1 << 4,
    UG = 1 << 0,
    IRQ2 = 1 << 15,
    IRQ6 = 1 << 17,
};

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_APB1ENR, 1 << 0 | 1 << 4);
    return 0;
}

static const uint32_t bases[] = {TIM2, TIM6};

/* Lets the core run until at least `cycle`; `b .` steps in pairs. */
static void until(uint64_t cycle)
{
    if (cycle > chip.cycle)
        chip_run(&chip, cycle);
}

static uint32_t cnt(uint32_t base)
{
    return rd(&chip, base + CNT);
}

/* CNT at every cycle is what arithmetic says: the counter starts one timer
 * clock after CEN (RM0367 21.3.2) and steps every PSC+1 clocks. */
static void counts_up(void **state)
{
    (void)state;
    static const uint32_t prescalers[] = {0, 1, 2, 6, 99, 0xFFFF};
    for (unsigned t = 0; t < 2; t++) {
        for (unsigned i = 0; i < 6; i++) {
            uint32_t psc = prescalers[i];
            setup(NULL);
            wr(&chip, bases[t] + PSC, psc);
            wr(&chip, bases[t] + EGR, UG);
            wr(&chip, bases[t] + CR1, CEN);
            uint64_t start = chip.cycle + 1;
            for (unsigned k = 0; k < 50; k++) {
                assert_int_equal(cnt(bases[t]), chip.cycle < start
                                                    ? 0
                                                    : (chip.cycle - start) /
                                                          (psc + 1) % 0x10000);
                run_cycles(&chip, 1 + k * 7);
            }
        }
    }
}

static void update_at_overflow(void **state)
{
    (void)state;
    for (unsigned t = 0; t < 2; t++) {
        wr(&chip, bases[t] + PSC, 9);
        wr(&chip, bases[t] + EGR, UG);
        wr(&chip, bases[t] + SR, 0);
        wr(&chip, bases[t] + ARR, 99);
        wr(&chip, bases[t] + CR1, CEN);
        uint64_t end = chip.cycle + 1 + 100 * 10;
        until(end - 10);
        assert_int_equal(rd(&chip, bases[t] + SR) & UIF, 0);
        assert_int_equal(cnt(bases[t]), 99);
        until(end);
        assert_int_equal(rd(&chip, bases[t] + SR) & UIF, UIF);
        assert_int_equal(cnt(bases[t]), 0);
        wr(&chip, bases[t] + SR, 0);
        assert_int_equal(rd(&chip, bases[t] + SR) & UIF, 0);
        until(end + 1000);
        assert_int_equal(rd(&chip, bases[t] + SR) & UIF, UIF);
    }
}

/* The core is interrupted in the cycle in which the counter overflows, again
 * and again, without drift. */
static void update_interrupt(void **state)
{
    (void)state;
    static const uint32_t irqs[] = {IRQ2, IRQ6};
    for (unsigned t = 0; t < 2; t++) {
        setup(NULL);
        wr(&chip, bases[t] + PSC, 19);
        wr(&chip, bases[t] + EGR, UG);
        wr(&chip, bases[t] + SR, 0);
        wr(&chip, bases[t] + ARR, 49);
        wr(&chip, bases[t] + CR1, CEN);
        uint64_t start = chip.cycle + 1;
        run_cycles(&chip, 13); /* the prescaler is on its way */
        wr(&chip, bases[t] + DIER, 1);
        for (unsigned k = 1; k <= 20; k++) {
            until(start + k * 1000 - 4);
            assert_int_equal(rd(&chip, NVIC_ISPR), 0);
            until(start + k * 1000 + 2);
            assert_int_equal(rd(&chip, NVIC_ISPR), irqs[t]);
            wr(&chip, bases[t] + SR, 0);
            wr(&chip, NVIC_ICPR, irqs[t]);
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
    until(start + 80);
    assert_int_equal(cnt(TIM6), chip.cycle - start);
    until(start + 100);
    assert_int_equal(cnt(TIM6), chip.cycle - start - 100);
    until(start + 150);
    assert_int_equal(cnt(TIM6), chip.cycle - start - 150);
    wr(&chip, TIM6 + CR1, CEN); /* no preload: at once */
    wr(&chip, TIM6 + ARR, 199);
    until(start + 340);
    assert_int_equal(cnt(TIM6), chip.cycle - start - 150);
}

static void psc_is_always_preloaded(void **state)
{
    (void)state;
    wr(&chip, TIM6 + ARR, 99);
    wr(&chip, TIM6 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    wr(&chip, TIM6 + PSC, 9);
    until(start + 90);
    assert_int_equal(cnt(TIM6), chip.cycle - start);
    until(start + 100 + 500);
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
    until(start + 64000);
    assert_int_equal(cnt(TIM6), 1000 + chip.cycle - start);
    assert_int_equal(rd(&chip, TIM6 + SR), 0);
    until(start + 64536 + 10);
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
    until(start + 350); /* PSC=7 was never loaded */
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

/* --- compare --- */

static void compare_flags(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 999);
    wr(&chip, TIM2 + CCR1, 100);
    wr(&chip, TIM2 + CCR2, 500);
    wr(&chip, TIM2 + CCR3, 0);      /* at the overflow */
    wr(&chip, TIM2 + CCR4, 0x8000); /* above ARR: at the overflow, assumed */
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    until(start + 96);
    assert_int_equal(rd(&chip, TIM2 + SR), 0);
    until(start + 100);
    assert_int_equal(rd(&chip, TIM2 + SR), CC1IF);
    until(start + 500);
    assert_int_equal(rd(&chip, TIM2 + SR), CC1IF | CC1IF << 1);
    until(start + 996);
    assert_int_equal(rd(&chip, TIM2 + SR), CC1IF | CC1IF << 1);
    until(start + 1000);
    assert_int_equal(rd(&chip, TIM2 + SR), 0x1F);
    wr(&chip, TIM2 + SR, ~0x1Fu);
    until(start + 1600);
    assert_int_equal(rd(&chip, TIM2 + SR), CC1IF | CC1IF << 1);
}

static void compare_interrupt(void **state)
{
    (void)state;
    for (unsigned ch = 0; ch < 4; ch++) {
        setup(NULL);
        wr(&chip, TIM2 + ARR, 999);
        for (unsigned i = 0; i < 4; i++)
            wr(&chip, TIM2 + CCR1 + 4 * i, 100 + 50 * i);
        wr(&chip, TIM2 + DIER, CC1IF << ch);
        wr(&chip, TIM2 + CR1, CEN);
        uint64_t start = chip.cycle + 1;
        for (unsigned lap = 0; lap < 3; lap++) {
            uint64_t at = start + lap * 1000 + 100 + 50 * ch;
            until(at - 4);
            assert_int_equal(rd(&chip, NVIC_ISPR), 0);
            until(at + 2);
            assert_int_equal(rd(&chip, NVIC_ISPR), IRQ2);
            wr(&chip, TIM2 + SR, 0);
            wr(&chip, NVIC_ICPR, IRQ2);
        }
    }
}

static void compare_preload(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 999);
    wr(&chip, TIM2 + CCMR1, 1 << 3); /* OC1PE */
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    wr(&chip, TIM2 + CCR1, 500);
    wr(&chip, TIM2 + CCR2, 500);
    assert_int_equal(rd(&chip, TIM2 + CCR1), 500);
    until(start + 600);
    assert_int_equal(rd(&chip, TIM2 + SR) & 6, 4);
    until(start + 1000);
    wr(&chip, TIM2 + SR, 0);
    until(start + 1600);
    assert_int_equal(rd(&chip, TIM2 + SR) & 6, 6);
}

static void event_generation(void **state)
{
    (void)state;
    wr(&chip, TIM2 + DIER, 0x5F);
    wr(&chip, TIM2 + EGR, 1 << 3);
    assert_int_equal(rd(&chip, TIM2 + SR), 1 << 3);
    assert_int_equal(rd(&chip, NVIC_ISPR), IRQ2);
    wr(&chip, TIM2 + EGR, 1 << 6);
    assert_int_equal(rd(&chip, TIM2 + SR), 1 << 3 | 1 << 6);
    wr(&chip, TIM6 + EGR, 0xFE);
    assert_int_equal(rd(&chip, TIM6 + SR), 0);
}

/* A match that lies only in laps that nobody saw. */
static void a_match_unseen(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCR1, 10);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    until(start + 50);
    wr(&chip, TIM2 + SR, 0);
    until(start + 400 + 4); /* the last lap has not come to it */
    assert_int_equal(rd(&chip, TIM2 + SR) & CC1IF, CC1IF);
}

/* The overflow brings an earlier match value: its interrupt is not late. */
static void a_match_moved_by_preload(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 999);
    wr(&chip, TIM2 + CCR1, 900);
    wr(&chip, TIM2 + CCMR1, 1 << 3); /* OC1PE */
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    until(start + 950);
    wr(&chip, TIM2 + SR, 0);
    wr(&chip, TIM2 + CCR1, 100);
    wr(&chip, TIM2 + DIER, CC1IF);
    until(start + 1096);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
    until(start + 1102);
    assert_int_equal(rd(&chip, NVIC_ISPR), IRQ2);
}

/* Nobody looks for a long time: the flags are there, the count is right. */
static void many_laps_unseen(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 6);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    run_cycles(&chip, 3000001);
    assert_int_equal(cnt(TIM2), (chip.cycle - start) % 7);
    assert_int_equal(rd(&chip, TIM2 + SR), 0x1F);
}

/* --- clocks --- */

/* PCLK1 = HCLK / 1, 2, 4, 8, 16: the timer clock is doubled from /2 on. */
static void apb_prescaler(void **state)
{
    (void)state;
    static const uint32_t divs[] = {1, 1, 2, 4, 8};
    static const uint32_t ppre[] = {0, 4, 5, 6, 7};
    for (unsigned i = 0; i < 5; i++) {
        setup(NULL);
        wr(&chip, RCC_CFGR, ppre[i] << 8);
        wr(&chip, TIM2 + CR1, CEN);
        uint64_t start = chip.cycle + divs[i];
        run_cycles(&chip, 4000);
        assert_int_equal(cnt(TIM2), (chip.cycle - start) / divs[i]);
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

/* Without its clock a running timer stands still, and interrupts nobody. */
static void gated_while_running(void **state)
{
    (void)state;
    for (unsigned t = 0; t < 2; t++) {
        uint32_t enable = t ? 1 << 4 : 1 << 0;
        wr(&chip, bases[t] + ARR, 9999);
        wr(&chip, bases[t] + DIER, 1);
        wr(&chip, bases[t] + CR1, CEN);
        run_cycles(&chip, 500);
        uint32_t at = cnt(bases[t]);
        wr(&chip, RCC_APB1ENR, 0x11 & ~enable);
        run_cycles(&chip, 50000);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
        wr(&chip, RCC_APB1ENR, 0x11);
        assert_int_equal(cnt(bases[t]), at);
        uint64_t from = chip.cycle;
        run_cycles(&chip, 500);
        assert_int_equal(cnt(bases[t]), at + chip.cycle - from);
        wr(&chip, bases[t] + CR1, 0);
    }
}

static void reset_through_rcc(void **state)
{
    (void)state;
    for (unsigned t = 0; t < 2; t++) {
        wr(&chip, bases[t] + ARR, 99);
        wr(&chip, bases[t] + DIER, 1);
        wr(&chip, bases[t] + CR1, CEN);
    }
    run_cycles(&chip, 50);
    wr(&chip, RCC_APB1RSTR, 1 << 4);
    wr(&chip, RCC_APB1RSTR, 0);
    assert_int_equal(rd(&chip, TIM6 + CR1), 0);
    assert_int_equal(rd(&chip, TIM6 + ARR), 0xFFFF);
    assert_int_equal(rd(&chip, TIM2 + CR1), CEN);
    run_cycles(&chip, 200);
    assert_int_equal(rd(&chip, NVIC_ISPR), IRQ2);
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
        TEST(compare_flags),
        TEST(compare_interrupt),
        TEST(compare_preload),
        TEST(event_generation),
        TEST(a_match_unseen),
        TEST(a_match_moved_by_preload),
        TEST(many_laps_unseen),
        TEST(apb_prescaler),
        TEST(hclk_changes),
        TEST(gated_while_running),
        TEST(reset_through_rcc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

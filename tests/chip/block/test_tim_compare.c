/* SPDX-License-Identifier: MIT
 *
 * Compare channels of timers.
 */
#include "tests/chip/block/tim_fixture.h"

/* Channels match at 100, 500, 0 (the overflow) and above ARR (the overflow
 * too, assumed). */
static void compare_flags(void **state)
{
    (void)state;
    static const uint32_t values[] = {100, 500, 0, 0x8000};
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        if (!t->channels)
            continue;
        uint32_t early = CC1IF | CC1IF << 1;
        uint32_t all = UIF | ((1u << t->channels) - 1) << 1;
        wr(&chip, t->base + ARR, 999);
        for (unsigned ch = 0; ch < t->channels; ch++)
            wr(&chip, t->base + CCR1 + 4 * ch, values[ch]);
        wr(&chip, t->base + CR1, CEN);
        uint64_t start = chip.cycle + 1;
        until(&chip, start + 96);
        assert_int_equal(rd(&chip, t->base + SR), 0);
        until(&chip, start + 100);
        assert_int_equal(rd(&chip, t->base + SR), CC1IF);
        until(&chip, start + 500);
        assert_int_equal(rd(&chip, t->base + SR), early);
        until(&chip, start + 996);
        assert_int_equal(rd(&chip, t->base + SR), early);
        until(&chip, start + 1000);
        assert_int_equal(rd(&chip, t->base + SR), all);
        wr(&chip, t->base + SR, ~all);
        until(&chip, start + 1600);
        assert_int_equal(rd(&chip, t->base + SR), early);
    }
}

/* Each channel of a timer, three times round, pends its interrupt alone. */
static void expect_compare_interrupt(const struct timer *t, unsigned channel)
{
    wr(&chip, t->base + ARR, 999);
    for (unsigned i = 0; i < t->channels; i++)
        wr(&chip, t->base + CCR1 + 4 * i, 100 + 50 * i);
    wr(&chip, t->base + DIER, CC1IF << channel);
    wr(&chip, t->base + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    for (unsigned lap = 0; lap < 3; lap++) {
        uint64_t at = start + lap * 1000 + 100 + 50 * channel;
        until(&chip, at - 4);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
        until(&chip, at + 2);
        assert_int_equal(rd(&chip, NVIC_ISPR), 1u << t->irq);
        wr(&chip, t->base + SR, 0);
        wr(&chip, NVIC_ICPR, 1u << t->irq);
    }
}

static void compare_interrupt(void **state)
{
    (void)state;
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        if (!t->channels)
            continue;
        for (unsigned ch = 0; ch < t->channels; ch++) {
            setup(NULL);
            expect_compare_interrupt(t, ch);
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
    until(&chip, start + 600);
    assert_int_equal(rd(&chip, TIM2 + SR) & 6, 4);
    until(&chip, start + 1000);
    wr(&chip, TIM2 + SR, 0);
    until(&chip, start + 1600);
    assert_int_equal(rd(&chip, TIM2 + SR) & 6, 6);
}

/* EGR sets the flags that the timer has, and no others. */
static void event_generation(void **state)
{
    (void)state;
    for (const struct timer *t = timers; t < timers + TIMERS; t++) {
        if (!t->channels)
            continue;
        setup(NULL);
        uint32_t last = 1u << t->channels, trigger = 1 << 6;
        wr(&chip, t->base + DIER, 0x5F);
        wr(&chip, t->base + EGR, last);
        assert_int_equal(rd(&chip, t->base + SR), last);
        assert_int_equal(rd(&chip, NVIC_ISPR), 1u << t->irq);
        wr(&chip, t->base + EGR, trigger);
        assert_int_equal(rd(&chip, t->base + SR), last | trigger);
        wr(&chip, t->base + EGR, ~0u);
        assert_int_equal(rd(&chip, t->base + SR),
                         UIF | trigger | ((1u << t->channels) - 1) << 1);
    }
    wr(&chip, TIM6 + EGR, 0xFE);
    assert_int_equal(rd(&chip, TIM6 + SR), 0);
}

/* A match that lies only in laps between two reads. */
static void a_match_unseen(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCR1, 10);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    until(&chip, start + 50);
    wr(&chip, TIM2 + SR, 0);
    until(&chip, start + 400 + 4); /* the last lap has not come to it */
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
    until(&chip, start + 950);
    wr(&chip, TIM2 + SR, 0);
    wr(&chip, TIM2 + CCR1, 100);
    wr(&chip, TIM2 + DIER, CC1IF);
    until(&chip, start + 1096);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
    until(&chip, start + 1102);
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(compare_flags),    TEST(compare_interrupt),
        TEST(compare_preload),  TEST(event_generation),
        TEST(a_match_unseen),   TEST(a_match_moved_by_preload),
        TEST(many_laps_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

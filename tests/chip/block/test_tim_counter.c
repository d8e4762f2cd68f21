/* SPDX-License-Identifier: MIT
 *
 * Directions of counting, and that a timer which nobody looks at comes to the
 * same as one that is read all the time.
 */
#include "tests/chip/block/tim_fixture.h"

static const uint32_t general[] = {TIM2, TIM3, TIM21, TIM22};

/* Runs to `cycle` and compares CNT with it all the way. */
static void expect_counts(uint32_t base, uint64_t start, uint64_t clocks,
                          uint32_t (*count)(uint64_t))
{
    while (chip.cycle < start + clocks) {
        if (chip.cycle >= start)
            assert_int_equal(cnt(base), count(chip.cycle - start));
        run_cycles(&chip, 1);
    }
}

static uint32_t down_from_99(uint64_t clocks)
{
    return 99 - (uint32_t)(clocks % 100);
}

static void counts_down(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        wr(&chip, general[i] + ARR, 99);
        wr(&chip, general[i] + CR1, DIR);
        wr(&chip, general[i] + EGR, UG); /* CNT = ARR */
        wr(&chip, general[i] + SR, 0);
        wr(&chip, general[i] + CR1, DIR | CEN);
        uint64_t start = chip.cycle + 1;
        expect_counts(general[i], start, 98, down_from_99);
        assert_int_equal(rd(&chip, general[i] + SR) & UIF, 0);
        expect_counts(general[i], start, 301, down_from_99);
        assert_int_equal(rd(&chip, general[i] + SR) & UIF, UIF);
        assert_int_equal(rd(&chip, general[i] + CR1), DIR | CEN);
    }
}

/* 0, 1 ... 98, 99, 98 ... 1, 0 (RM0367 21.3.2). */
static uint32_t up_and_down_99(uint64_t clocks)
{
    uint32_t at = (uint32_t)(clocks % 198);
    return at < 99 ? at : 198 - at;
}

static void counts_up_and_down(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        wr(&chip, general[i] + ARR, 99);
        wr(&chip, general[i] + CR1, CMS_BOTH | CEN);
        uint64_t start = chip.cycle + 1;
        expect_counts(general[i], start, 97, up_and_down_99);
        assert_int_equal(rd(&chip, general[i] + SR) & UIF, 0);
        assert_int_equal(rd(&chip, general[i] + CR1) & DIR, 0);
        expect_counts(general[i], start, 130, up_and_down_99);
        assert_int_equal(rd(&chip, general[i] + SR) & UIF, UIF);
        assert_int_equal(rd(&chip, general[i] + CR1) & DIR, DIR);
        wr(&chip, general[i] + SR, 0);
        wr(&chip, general[i] + CR1, CMS_BOTH | CEN); /* DIR is read-only */
        expect_counts(general[i], start, 196, up_and_down_99);
        assert_int_equal(rd(&chip, general[i] + SR) & UIF, 0);
        expect_counts(general[i], start, 700, up_and_down_99);
        assert_int_equal(rd(&chip, general[i] + SR) & UIF, UIF);
    }
}

/* CMS says on which way a match raises its flag; at a turn it always does. */
static void flags_of_cms(void **state)
{
    (void)state;
    static const struct {
        uint32_t cms, ccr;
        bool up, down;
    } cases[] = {
        {CMS_DOWN, 40, false, true}, {CMS_UP, 40, true, false},
        {CMS_BOTH, 40, true, true},  {CMS_DOWN, 99, true, false},
        {CMS_UP, 0, false, true},    {CMS_DOWN, 200, true, false},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        setup(NULL);
        wr(&chip, TIM2 + ARR, 99);
        wr(&chip, TIM2 + CCR1, cases[i].ccr);
        wr(&chip, TIM2 + CR1, CEN | cases[i].cms);
        uint64_t start = chip.cycle + 1;
        until(&chip, start + 110); /* up, and the turn */
        assert_int_equal(!!(rd(&chip, TIM2 + SR) & CC1IF), cases[i].up);
        wr(&chip, TIM2 + SR, 0);
        until(&chip, start + 208);
        assert_int_equal(!!(rd(&chip, TIM2 + SR) & CC1IF), cases[i].down);
    }
}

/* Counting down the match is at CCR too, and above ARR at the underflow. */
static void matches_down(void **state)
{
    (void)state;
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CCR1, 30);
    wr(&chip, TIM2 + CCR2, 0x8000);
    wr(&chip, TIM2 + CCR3, 99);
    wr(&chip, TIM2 + CR1, DIR);
    wr(&chip, TIM2 + EGR, UG);
    wr(&chip, TIM2 + SR, 0);
    wr(&chip, TIM2 + CR1, DIR | CEN);
    uint64_t start = chip.cycle + 1;
    until(&chip, start + 66);
    assert_int_equal(rd(&chip, TIM2 + SR), 0);
    until(&chip, start + 69);
    assert_int_equal(rd(&chip, TIM2 + SR), CC1IF);
    until(&chip, start + 97);
    assert_int_equal(rd(&chip, TIM2 + SR) & ~0x10u, CC1IF);
    until(&chip, start + 100);
    assert_int_equal(rd(&chip, TIM2 + SR) & ~0x10u,
                     UIF | CC1IF | CC1IF << 1 | CC1IF << 2);
}

/* --- seen or unseen --- */

static uint64_t random_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void random_setup(uint64_t *seed)
{
    static const uint32_t ccmr[] = {0x00, 0x10, 0x20, 0x30, 0x38,
                                    0x60, 0x68, 0x70, 0x78};
    static const uint32_t cr1[] = {0,        DIR,  CMS_DOWN,     CMS_UP,
                                   CMS_BOTH, ARPE, CMS_UP | ARPE};
    uint32_t limit = random_next(seed) % 3 ? 40 : 9;
    wr(&chip, TIM2 + PSC, random_next(seed) % 4);
    wr(&chip, TIM2 + ARR, 1 + random_next(seed) % limit);
    wr(&chip, TIM2 + CR1, cr1[random_next(seed) % 7]);
    wr(&chip, TIM2 + CCMR1,
       ccmr[random_next(seed) % 9] | ccmr[random_next(seed) % 9] << 8);
    wr(&chip, TIM2 + CCMR2,
       ccmr[random_next(seed) % 9] | ccmr[random_next(seed) % 9] << 8);
    wr(&chip, TIM2 + CCER, 0x1111 | (random_next(seed) & 0x2222));
    wr(&chip, TIM2 + EGR, random_next(seed) & UG);
    for (unsigned ch = 0; ch < 4; ch++)
        wr(&chip, TIM2 + CCR1 + 4 * ch, random_next(seed) % (limit + 4));
    wr(&chip, TIM2 + SR, 0);
    wr(&chip, TIM2 + CR1, rd(&chip, TIM2 + CR1) | CEN);
    wr(&chip, TIM2 + ARR, 1 + random_next(seed) % limit);
}

static uint32_t levels(struct chip *of)
{
    for (unsigned pin = 0; pin < 4; pin++) {
        uint32_t mode = rd(of, GPIOA + GPIO_MODER) & ~(3u << 2 * pin);
        wr(of, GPIOA + GPIO_AFRL, 0x2222);
        wr(of, GPIOA + GPIO_MODER, mode | 2u << 2 * pin);
    }
    return rd(of, GPIOA + 0x10) & 15;
}

static void seen_or_unseen(void **state)
{
    (void)state;
    static struct chip seen;
    uint64_t seed = 1;
    for (unsigned i = 0; i < 3000; i++) {
        if (i % 100 == 0)
            setup(NULL);
        else
            wr(&chip, RCC_APB1RSTR, 1);
        wr(&chip, RCC_APB1RSTR, 0);
        wr(&chip, GPIOA + GPIO_MODER, 0xEBFFFCFF);
        random_setup(&seed);
        seen = chip;
        uint64_t end = chip.cycle + 1 + random_next(&seed) % 1500;
        bool live = random_next(&seed) & 1;
        if (live)
            levels(&seen);
        while (seen.cycle < end) {
            rd(&seen, TIM2 + CNT);
            chip_run(&seen, seen.cycle + 1);
        }
        until(&chip, seen.cycle);
        assert_int_equal(cnt(TIM2), rd(&seen, TIM2 + CNT));
        assert_int_equal(rd(&chip, TIM2 + SR), rd(&seen, TIM2 + SR));
        assert_int_equal(rd(&chip, TIM2 + CR1), rd(&seen, TIM2 + CR1));
        assert_int_equal(levels(&chip), levels(&seen));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(counts_down),  TEST(counts_up_and_down), TEST(flags_of_cms),
        TEST(matches_down), TEST(seen_or_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

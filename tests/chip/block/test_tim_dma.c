/* SPDX-License-Identifier: MIT
 *
 * DMA requests of timers, and bursts through DMAR.
 */
#include "tests/chip/block/tim_fixture.h"

enum {
    RCC_AHBENR = 0x40021030,
    DMA_CSELR = 0x400200A8,
    DCR = 0x48,
    DMAR = 0x4C,
    UDE = 1 << 8,
    CC1DE = 1 << 9,
    TDE = 1 << 14,
    CCDS = 1 << 3,
    /* CCR: EN, MINC, words on both sides; DIR is to the peripheral. */
    TO_TIMER = 1 | 1 << 4 | 1 << 7 | 2 << 8 | 2 << 10,
    FROM_TIMER = 1 | 1 << 7 | 2 << 8 | 2 << 10,
    CIRCULAR = 1 << 5,
    MEMORY = 0x20001000,
    SERVED = 8 /* cycles within which an item is moved */
};

static int setup_dma(void **state)
{
    setup(state);
    wr(&chip, RCC_AHBENR, rd(&chip, RCC_AHBENR) | 1);
    return 0;
}

static void dma(unsigned channel, unsigned request, uint32_t ccr,
                uint32_t peripheral, unsigned count)
{
    uint32_t base = 0x40020008 + 20 * (channel - 1);
    wr(&chip, DMA_CSELR, request << 4 * (channel - 1));
    wr(&chip, base + 4, count);
    wr(&chip, base + 8, peripheral);
    wr(&chip, base + 12, MEMORY);
    wr(&chip, base, ccr);
}

static void put(const uint32_t *words, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        wr(&chip, MEMORY + 4 * i, words[i]);
}

/* A new duty with each update event: TIM2_UP is request 8 of channel 2. */
static void update(void **state)
{
    (void)state;
    put((uint32_t[]){11, 22, 33}, 3);
    dma(2, 8, TO_TIMER | CIRCULAR, TIM2 + CCR1, 3);
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + DIER, UDE);
    wr(&chip, TIM2 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    for (unsigned lap = 1; lap < 10; lap++) {
        until(&chip, start + 100 * lap - 4);
        assert_int_equal(rd(&chip, TIM2 + CCR1),
                         lap > 1 ? (lap - 2) % 3 * 11 + 11 : 0);
        until(&chip, start + 100 * lap + SERVED);
        assert_int_equal(rd(&chip, TIM2 + CCR1), (lap - 1) % 3 * 11 + 11);
    }
}

static void basic_timers(void **state)
{
    (void)state;
    put((uint32_t[]){1, 2, 3}, 3);
    dma(2, 9, TO_TIMER, TIM6 + PSC, 3);
    wr(&chip, TIM6 + ARR, 99);
    wr(&chip, TIM6 + DIER, UDE);
    wr(&chip, TIM6 + CR1, CEN);
    run_cycles(&chip, 100 + SERVED);
    assert_int_equal(rd(&chip, TIM6 + PSC), 1);
}

/* Each capture goes to memory, and the read of it clears its flag. */
static void captures(void **state)
{
    (void)state;
    uint32_t at[8];
    dma(5, 8, FROM_TIMER, TIM2 + CCR1, 8);
    alternate(GPIOA, 0, 2);
    wr(&chip, TIM2 + CCMR1, 1);
    wr(&chip, TIM2 + CCER, CC1E | CC1P | CC1NP);
    wr(&chip, TIM2 + DIER, CC1DE);
    wr(&chip, TIM2 + CR1, CEN);
    for (unsigned i = 0; i < 8; i++) {
        run_cycles(&chip, 100 + i);
        chip_pin_drive(&chip, GPIO_A, 0, !(i & 1));
        at[i] = cnt(TIM2);
    }
    run_cycles(&chip, SERVED);
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(rd(&chip, MEMORY + 4 * i), at[i]);
    assert_int_equal(rd(&chip, TIM2 + SR) & (CC1IF | CC1OF), 0);
}

/* A compare match asks at the match, with CCDS at the update event. */
static void compare(void **state)
{
    (void)state;
    for (unsigned ccds = 0; ccds < 2; ccds++) {
        setup_dma(NULL);
        put((uint32_t[]){77}, 1);
        dma(5, 8, TO_TIMER, TIM2 + CCR2, 1);
        wr(&chip, TIM2 + CR2, ccds ? CCDS : 0);
        wr(&chip, TIM2 + ARR, 999);
        wr(&chip, TIM2 + CCR1, 300);
        wr(&chip, TIM2 + DIER, CC1DE);
        wr(&chip, TIM2 + CR1, CEN);
        uint64_t start = chip.cycle + 1, asked = ccds ? 1000 : 300;
        until(&chip, start + asked - 4);
        assert_int_equal(rd(&chip, TIM2 + CCR2), 0);
        until(&chip, start + asked + SERVED);
        assert_int_equal(rd(&chip, TIM2 + CCR2), 77);
    }
}

/* RM0367 21.3.17: one request moves DBL + 1 items, from DBA on. */
static void burst(void **state)
{
    (void)state;
    put((uint32_t[]){499, 0, 100, 200, 399, 0, 50, 150}, 8);
    dma(2, 8, TO_TIMER, TIM2 + DMAR, 8);
    wr(&chip, TIM2 + DCR, ARR / 4 | 3 << 8);
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + DIER, UDE);
    wr(&chip, TIM2 + CR1, CEN | ARPE);
    uint64_t start = chip.cycle + 1;
    until(&chip, start + 100 + 4 * SERVED);
    assert_int_equal(rd(&chip, TIM2 + ARR), 499);
    assert_int_equal(rd(&chip, TIM2 + CCR1), 100);
    assert_int_equal(rd(&chip, TIM2 + CCR2), 200);
    assert_int_equal(rd(&chip, 0x40020008 + 20 + 4), 4);
    until(&chip, start + 200 + 4 * SERVED);
    assert_int_equal(rd(&chip, TIM2 + ARR), 399);
    assert_int_equal(rd(&chip, TIM2 + CCR1), 50);
    assert_int_equal(rd(&chip, TIM2 + CCR2), 150);
}

/* TIM3_TRIG is request 10 of channel 6. */
static void trigger(void **state)
{
    (void)state;
    put((uint32_t[]){55}, 1);
    dma(6, 10, TO_TIMER, TIM3 + CCR1, 1);
    alternate(GPIOA, 7, 2);
    wr(&chip, TIM3 + SMCR, 4 | 6 << 4); /* reset by TI2FP2 */
    wr(&chip, TIM3 + DIER, TDE);
    run_cycles(&chip, 100);
    assert_int_equal(rd(&chip, TIM3 + CCR1), 0);
    chip_pin_drive(&chip, GPIO_A, 7, true);
    run_cycles(&chip, SERVED);
    assert_int_equal(rd(&chip, TIM3 + CCR1), 55);
}

/* What happened before DIER enabled the request asks for nothing, and what it
 * disables no longer does. */
static void nothing_stale(void **state)
{
    (void)state;
    put((uint32_t[]){55, 66}, 2);
    wr(&chip, TIM2 + ARR, 99);
    wr(&chip, TIM2 + CR1, CEN);
    run_cycles(&chip, 250);
    wr(&chip, TIM2 + CR1, 0);
    wr(&chip, TIM2 + DIER, UDE);
    dma(2, 8, TO_TIMER, TIM2 + CCR1, 2);
    run_cycles(&chip, 50);
    assert_int_equal(rd(&chip, TIM2 + CCR1), 0);
    wr(&chip, 0x40020008 + 20, 0);
    wr(&chip, TIM2 + EGR, UG); /* asks, nobody listens */
    wr(&chip, TIM2 + DIER, 0);
    dma(2, 8, TO_TIMER, TIM2 + CCR1, 2);
    run_cycles(&chip, 50);
    assert_int_equal(rd(&chip, TIM2 + CCR1), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup_dma)
    const struct CMUnitTest tests[] = {
        TEST(update), TEST(basic_timers), TEST(captures),      TEST(compare),
        TEST(burst),  TEST(trigger),      TEST(nothing_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

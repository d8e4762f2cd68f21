/* SPDX-License-Identifier: MIT
 *
 * Input capture of timers, from pins and from internal clocks.
 */
#include "tests/chip/block/tim_fixture.h"

enum { DIRECT = 1, NEIGHBOUR = 2 };

/* --- pins --- */

/* TIM2 counts and captures TI1, which is PA0. */
static void capture_pa0(uint32_t ccmr1, uint32_t ccer)
{
    alternate(GPIOA, 0, 2);
    wr(&chip, TIM2 + CCMR1, ccmr1);
    wr(&chip, TIM2 + CCER, ccer);
    wr(&chip, TIM2 + CR1, CEN);
}

/* An edge of PA0; returns the count at it. */
static uint32_t drive(bool level)
{
    run_cycles(&chip, 100);
    chip_pin_drive(&chip, GPIO_A, 0, level);
    return cnt(TIM2);
}

static void expect_capture(uint32_t count)
{
    assert_int_equal(rd(&chip, TIM2 + SR) & CC1IF, CC1IF);
    assert_int_equal(rd(&chip, TIM2 + CCR1), count);
    assert_int_equal(rd(&chip, TIM2 + SR) & CC1IF, 0); /* by the read */
}

static void expect_none(void)
{
    assert_int_equal(rd(&chip, TIM2 + SR) & CC1IF, 0);
}

static void rising(void **state)
{
    (void)state;
    capture_pa0(DIRECT, CC1E);
    expect_capture((expect_none(), drive(true)));
    drive(false);
    expect_none();
    expect_capture(drive(true));
}

static void falling(void **state)
{
    (void)state;
    capture_pa0(DIRECT, CC1E | CC1P);
    drive(true);
    expect_none();
    expect_capture(drive(false));
}

static void both(void **state)
{
    (void)state;
    capture_pa0(DIRECT, CC1E | CC1P | CC1NP);
    expect_capture(drive(true));
    expect_capture(drive(false));
}

static void off(void **state)
{
    (void)state;
    capture_pa0(DIRECT, 0);
    drive(true);
    expect_none();
    wr(&chip, TIM2 + CCER, CC1E); /* high already: no edge */
    expect_none();
    drive(false);
    wr(&chip, GPIOA + GPIO_MODER, 0); /* no longer the timer's */
    drive(true);
    expect_none();
}

static void overcapture(void **state)
{
    (void)state;
    capture_pa0(DIRECT, CC1E | CC1P | CC1NP);
    drive(true);
    assert_int_equal(rd(&chip, TIM2 + SR) & CC1OF, 0);
    uint32_t last = drive(false);
    assert_int_equal(rd(&chip, TIM2 + SR) & (CC1OF | CC1IF), CC1OF | CC1IF);
    expect_capture(last);
    assert_int_equal(rd(&chip, TIM2 + SR) & CC1OF, CC1OF);
    wr(&chip, TIM2 + SR, ~(uint32_t)CC1OF);
    assert_int_equal(rd(&chip, TIM2 + SR) & CC1OF, 0);
}

/* Every 2, 4, 8 edges; the prescaler starts anew with CCxE. */
static void prescaler(void **state)
{
    (void)state;
    for (unsigned icpsc = 0; icpsc < 4; icpsc++) {
        setup(NULL);
        capture_pa0(DIRECT | icpsc << 2, CC1E | CC1P | CC1NP);
        for (unsigned edge = 1; edge <= 24; edge++) {
            uint32_t at = drive(edge & 1);
            if (edge % (1u << icpsc))
                expect_none();
            else
                expect_capture(at);
        }
        drive(true);
        wr(&chip, TIM2 + CCER, 0);
        wr(&chip, TIM2 + CCER, CC1E | CC1P | CC1NP);
        wr(&chip, TIM2 + SR, 0);
        for (unsigned edge = 1; edge < 1u << icpsc; edge++)
            drive(!(edge & 1));
        expect_none();
    }
}

/* PWM input: IC1 takes the rising, IC2 the falling edges of TI1. */
static void two_channels_of_one_input(void **state)
{
    (void)state;
    capture_pa0(DIRECT | NEIGHBOUR << 8, CC1E | (CC1E | CC1P) << 4);
    uint32_t up = drive(true), down = drive(false);
    assert_int_equal(rd(&chip, TIM2 + CCR1), up);
    assert_int_equal(rd(&chip, TIM2 + CCR2), down);
}

static void ti1_is_the_xor(void **state)
{
    (void)state;
    wr(&chip, TIM2 + CR2, 1 << 7); /* TI1S */
    alternate(GPIOA, 1, 2);
    alternate(GPIOA, 2, 2);
    capture_pa0(DIRECT, CC1E);
    expect_capture((chip_pin_drive(&chip, GPIO_A, 1, true), cnt(TIM2)));
    drive(true); /* 1 xor 1: falls */
    expect_none();
    chip_pin_drive(&chip, GPIO_A, 2, true);
    expect_capture(cnt(TIM2));
}

static void interrupt(void **state)
{
    (void)state;
    capture_pa0(DIRECT, CC1E);
    wr(&chip, TIM2 + DIER, CC1IF);
    assert_int_equal(chip.due_cycle, NEVER);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
    drive(true);
    assert_int_equal(rd(&chip, NVIC_ISPR), IRQ2);
    rd(&chip, TIM2 + CCR1);
    wr(&chip, NVIC_ICPR, IRQ2);
    run_cycles(&chip, 10);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
}

static void by_software(void **state)
{
    (void)state;
    capture_pa0(DIRECT, 0);
    run_cycles(&chip, 500);
    wr(&chip, TIM2 + EGR, CC1IF);
    expect_capture(cnt(TIM2));
}

/* RM0367 21.4.7, 21.4.13: CCxS is locked by CCxE, and CCRx of an input is
 * read-only. */
static void protected_fields(void **state)
{
    (void)state;
    capture_pa0(DIRECT, CC1E);
    wr(&chip, TIM2 + CCMR1, 0x00F0);
    assert_int_equal(rd(&chip, TIM2 + CCMR1), 0x00F0 | DIRECT);
    wr(&chip, TIM2 + CCR1, 0x1234);
    assert_int_equal(rd(&chip, TIM2 + CCR1), 0);
    wr(&chip, TIM2 + CCER, 0);
    wr(&chip, TIM2 + CCMR1, 0);
    wr(&chip, TIM2 + CCR1, 0x1234);
    assert_int_equal(rd(&chip, TIM2 + CCR1), 0x1234);
}

/* TIM3's TI1 is USB_SOF until TIM3_OR gives it the pins. */
static void tim3_ti1_needs_the_option(void **state)
{
    (void)state;
    alternate(GPIOA, 6, 2);
    wr(&chip, TIM3 + CCMR1, DIRECT);
    wr(&chip, TIM3 + CCER, CC1E);
    chip_pin_drive(&chip, GPIO_A, 6, true);
    assert_int_equal(rd(&chip, TIM3 + SR) & CC1IF, 0);
    chip_pin_drive(&chip, GPIO_A, 6, false);
    wr(&chip, TIM3 + OR, 1 << 2);
    chip_pin_drive(&chip, GPIO_A, 6, true);
    assert_int_equal(rd(&chip, TIM3 + SR) & CC1IF, CC1IF);
}

/* Without its clock the timer sees no edge. */
static void gated_off(void **state)
{
    (void)state;
    capture_pa0(DIRECT, CC1E);
    wr(&chip, RCC_APB1ENR, rd(&chip, RCC_APB1ENR) & ~1u); /* gated off */
    chip_pin_drive(&chip, GPIO_A, 0, true);
    wr(&chip, RCC_APB1ENR, rd(&chip, RCC_APB1ENR) | 1);
    expect_none();
    drive(false);
    expect_capture(drive(true));
}

/* --- internal clocks --- */

enum { LSE = 4 << 2, LSI = 5 << 2, MSI = 3 << 2, HSE_RTC = 2 << 2 };

static void start_lsi(void)
{
    wr(&chip, RCC_CSR, 1);
    run_us(&chip, 300);
}

static void start_lse(void)
{
    wr(&chip, RCC_APB1ENR, rd(&chip, RCC_APB1ENR) | 1 << 28);
    wr(&chip, PWR_CR, 1 << 8); /* DBP */
    wr(&chip, RCC_CSR, 1 << 8);
    run_us(&chip, 2100000);
}

static void hsi16(void)
{
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    run_us(&chip, 100);
    wr(&chip, RCC_CFGR, 1);
    run_us(&chip, 100);
}

/* As ST's HAL measures the LSI: two captures of every eighth edge. */
static uint32_t measure(uint32_t source)
{
    uint32_t capture[2];
    wr(&chip, TIM21 + OR, source);
    wr(&chip, TIM21 + CCMR1, DIRECT | 3 << 2);
    wr(&chip, TIM21 + CCER, CC1E);
    wr(&chip, TIM21 + DIER, CC1IF);
    wr(&chip, TIM21 + CR1, CEN);
    for (unsigned i = 0; i < 2; i++) {
        while (!(rd(&chip, NVIC_ISPR) & 1 << 20))
            run_cycles(&chip, 10);
        capture[i] = rd(&chip, TIM21 + CCR1);
        wr(&chip, NVIC_ICPR, 1 << 20);
    }
    assert_int_equal(rd(&chip, TIM21 + SR) & CC1OF, 0);
    return (capture[1] - capture[0]) & 0xFFFF;
}

static void measures_lsi_and_lse(void **state)
{
    (void)state;
    hsi16();
    start_lsi();
    /* 8 x 16 MHz / 37 kHz = 3459.5 */
    assert_in_range(measure(LSI), 3459, 3460);
    setup(NULL);
    start_lse();
    hsi16();
    /* 8 x 16 MHz / 32768 Hz = 3906.25 */
    assert_in_range(measure(LSE), 3906, 3907);
}

/* As ETR it counts, divided by ETPS; without it nothing is due. */
static void lse_clocks_by_etr(void **state)
{
    static const struct {
        uint32_t base, or ;
    } timers[] = {{TIM2, 5}, {TIM21, 3}, {TIM22, 3}};
    enum { ECE = 1 << 14, ETPS_2 = 1 << 12, LSE_HZ = 32768 };
    for (unsigned i = 0; i < 3; i++) {
        setup(state);
        chip.watch.events = 1 << EVENT_UNMODELLED;
        hsi16();
        start_lse();
        wr(&chip, timers[i].base + OR, timers[i].or);
        wr(&chip, timers[i].base + CR1, CEN);
        wr(&chip, timers[i].base + SMCR, ECE);
        run_us(&chip, 1000000);
        assert_in_range(cnt(timers[i].base), LSE_HZ - 1, LSE_HZ + 1);
        wr(&chip, timers[i].base + SMCR, ECE | ETPS_2);
        wr(&chip, timers[i].base + CNT, 0);
        run_us(&chip, 1000000);
        assert_in_range(cnt(timers[i].base), LSE_HZ / 2 - 1, LSE_HZ / 2 + 1);
        assert_int_equal(chip.events.count, 0);
        wr(&chip, timers[i].base + SMCR, 0);
        assert_int_equal(chip.due_cycle, NEVER);
    }
}

static void measures_msi(void **state)
{
    (void)state;
    hsi16();
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1 << 8);
    run_us(&chip, 100);
    /* 8 x 16 MHz / 2.097 MHz = 61.04 */
    assert_in_range(measure(MSI), 61, 62);
}

/* Over a second of captures nothing drifts, and nothing is armed. */
static void computed_when_read(void **state)
{
    (void)state;
    start_lsi();
    wr(&chip, TIM21 + OR, LSI);
    wr(&chip, TIM21 + CCMR1, DIRECT);
    wr(&chip, TIM21 + CCER, CC1E);
    wr(&chip, TIM21 + PSC, 20); /* 2.097 MHz / 21 = 99.864 kHz */
    wr(&chip, TIM21 + EGR, UG);
    wr(&chip, TIM21 + CR1, CEN);
    uint64_t start = chip.cycle + 1;
    assert_int_equal(chip.due_cycle, NEVER);
    run_us(&chip, 600000);
    uint64_t now = clock_ps(&chip);
    uint64_t edge = now / 1000 * 37 / 1000000 * 1000000000 / 37;
    uint64_t cycle = clock_cycle_at(&chip, edge);
    uint32_t count = (uint32_t)((cycle - start) / 21);
    assert_in_range(rd(&chip, TIM21 + CCR1), count - 1, count + 1);
    assert_int_equal(rd(&chip, TIM21 + SR) & CC1OF, CC1OF);
    assert_int_equal(chip.due_cycle, NEVER);
}

/* The clock that stops captures no more; before it starts, nothing either. */
static void clock_that_stops(void **state)
{
    (void)state;
    wr(&chip, TIM21 + OR, LSI);
    wr(&chip, TIM21 + CCMR1, DIRECT);
    wr(&chip, TIM21 + CCER, CC1E);
    wr(&chip, TIM21 + CR1, CEN);
    wr(&chip, RCC_CSR, 1);
    run_us(&chip, 199); /* ready after 200 us */
    assert_int_equal(rd(&chip, TIM21 + SR) & CC1IF, 0);
    run_us(&chip, 40);
    assert_int_equal(rd(&chip, TIM21 + SR) & CC1IF, CC1IF);
    wr(&chip, RCC_CSR, 0);
    uint32_t last = rd(&chip, TIM21 + CCR1);
    run_us(&chip, 1000);
    assert_int_equal(rd(&chip, TIM21 + SR) & CC1IF, 0);
    assert_int_equal(rd(&chip, TIM21 + CCR1), last);
}

/* Both edges of the LSI: the half period, half as long. */
static void both_edges_of_a_clock(void **state)
{
    (void)state;
    hsi16();
    start_lsi();
    wr(&chip, TIM21 + OR, LSI);
    wr(&chip, TIM21 + CCMR1, DIRECT | NEIGHBOUR << 8);
    wr(&chip, TIM21 + CCER, CC1E | (CC1E | CC1P) << 4);
    wr(&chip, TIM21 + CR1, CEN);
    run_us(&chip, 100);
    uint32_t up = rd(&chip, TIM21 + CCR1), down = rd(&chip, TIM21 + CCR2);
    uint32_t half = down > up ? down - up : up - down;
    assert_in_range(half, 216, 217); /* 16 MHz / 37 kHz / 2 = 216.2 */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(rising),
        TEST(falling),
        TEST(both),
        TEST(off),
        TEST(overcapture),
        TEST(prescaler),
        TEST(two_channels_of_one_input),
        TEST(ti1_is_the_xor),
        TEST(interrupt),
        TEST(by_software),
        TEST(protected_fields),
        TEST(tim3_ti1_needs_the_option),
        TEST(gated_off),
        TEST(measures_lsi_and_lse),
        TEST(lse_clocks_by_etr),
        TEST(measures_msi),
        TEST(computed_when_read),
        TEST(clock_that_stops),
        TEST(both_edges_of_a_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

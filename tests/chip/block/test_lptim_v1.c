/* SPDX-License-Identifier: MIT
 *
 * LPTIM1: the way of a value to the kernel clock, counting, flags, pulses and
 * triggers on pins, clocks, Stop.
 */
#include "tests/chip/block.h"

enum {
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x4002100C,
    RCC_APB1RSTR = 0x40021028,
    RCC_IOPENR = 0x4002102C,
    RCC_APB1ENR = 0x40021038,
    RCC_CCIPR = 0x4002104C,
    RCC_CSR = 0x40021050,
    PWREN = 1 << 28,
    PWR_CR = 0x40007000,
    GPIOB = 0x50000400,
    NVIC_ISER = 0xE000E100,
    SCB_SCR = 0xE000ED10,

    LPTIM = 0x40007C00,
    ISR = LPTIM + 0x00,
    ICR = LPTIM + 0x04,
    IER = LPTIM + 0x08,
    CFGR = LPTIM + 0x0C,
    CR = LPTIM + 0x10,
    CMP = LPTIM + 0x14,
    ARR = LPTIM + 0x18,
    CNT = LPTIM + 0x1C,

    CMPM = 1 << 0,
    ARRM = 1 << 1,
    EXTTRIG = 1 << 2,
    CMPOK = 1 << 3,
    ARROK = 1 << 4,

    ENABLE = 1 << 0,
    SNGSTRT = 1 << 1,
    CNTSTRT = 1 << 2,

    CKSEL = 1 << 0,
    TRIGEN_RISING = 1 << 17,
    TIMOUT = 1 << 19,
    PRELOAD = 1 << 22,
    COUNTMODE = 1 << 23,

    SEL_PCLK = 0,
    SEL_LSI = 1,
    SEL_HSI16 = 2,
    SEL_LSE = 3,
};

#define CLOCK_ENABLE (1u << 31)
#define PRESC(n)     ((uint32_t)(n) << 9)

static struct chip chip;
static uint64_t clock_period; /* of the kernel clock, ps */

/* The kernel clock is LSI, PCLK1 HSI16. */
static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
    wr(&chip, RCC_CSR, 1);
    run_us(&chip, 1000);
    wr(&chip, RCC_CFGR, 1);
    wr(&chip, RCC_APB1ENR, CLOCK_ENABLE | PWREN);
    wr(&chip, RCC_IOPENR, 2);
    wr(&chip, RCC_CCIPR, SEL_LSI << 18);
    clock_period = PS_PER_S / 37000;
    sleep_core(&chip);
    return 0;
}

/* Enables it with a period; leaves the flags clear. */
static void begin(uint32_t cfgr, uint32_t arr, uint32_t cmp)
{
    wr(&chip, CFGR, cfgr);
    wr(&chip, CR, ENABLE);
    wr(&chip, ARR, arr);
    wr(&chip, CMP, cmp);
    run_ps(&chip, 4 * clock_period);
    assert_int_equal(rd(&chip, ISR), ARROK | CMPOK);
    wr(&chip, ICR, ARROK | CMPOK);
}

/* Starts it; returns the time of the count 0. */
static uint64_t start(uint32_t how)
{
    wr(&chip, CR, ENABLE | how);
    return clock_ps(&chip) + 2 * clock_period;
}

static void values_take_three_clocks(void **state)
{
    (void)state;
    wr(&chip, CR, ENABLE);
    wr(&chip, ARR, 99);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 3 * clock_period, ISR, ARROK, 0,
                  ARROK);
    wr(&chip, CMP, 50);
    EXPECT_CHANGE(&chip, clock_ps(&chip) + 3 * clock_period, ISR, CMPOK, 0,
                  CMPOK);
    assert_int_equal(rd(&chip, ARR), 99);
    assert_int_equal(rd(&chip, CMP), 50);
    wr(&chip, ICR, ARROK);
    assert_int_equal(rd(&chip, ISR), CMPOK);
}

/* CNT at every clock, with every prescaler. */
static void counts(void **state)
{
    (void)state;
    for (unsigned presc = 0; presc < 8; presc++) {
        setup(NULL);
        begin(PRESC(presc), 9, 5);
        uint64_t zero = start(CNTSTRT);
        uint64_t count = clock_period << presc;
        for (unsigned k = 1; k < 25; k++)
            EXPECT_CHANGE(&chip, zero + k * count, CNT, 0xFFFF, (k - 1) % 10,
                          k % 10);
    }
}

static void matches(void **state)
{
    (void)state;
    begin(0, 9, 5);
    uint64_t zero = start(CNTSTRT);
    for (unsigned k = 0; k < 5; k++) {
        uint64_t period = zero + 10 * k * clock_period;
        EXPECT_CHANGE(&chip, period + 5 * clock_period, ISR, 0xFF, 0, CMPM);
        EXPECT_CHANGE(&chip, period + 9 * clock_period, ISR, 0xFF, CMPM,
                      CMPM | ARRM);
        wr(&chip, ICR, CMPM | ARRM);
    }
    run_ps(&chip, 10000 * clock_period); /* many periods at once */
    assert_int_equal(rd(&chip, ISR), CMPM | ARRM);
    assert_int_equal(rd(&chip, CNT),
                     (clock_ps(&chip) - zero) / clock_period % 10);
}

static void single(void **state)
{
    (void)state;
    begin(0, 9, 3);
    for (unsigned i = 0; i < 2; i++) {
        uint64_t zero = start(SNGSTRT);
        EXPECT_CHANGE(&chip, zero + 9 * clock_period, ISR, ARRM, 0, ARRM);
        assert_int_equal(rd(&chip, CNT), 0);
        assert_int_equal(rd(&chip, CR), ENABLE);
        wr(&chip, ICR, ARRM | CMPM);
        run_ps(&chip, 100 * clock_period);
        assert_int_equal(rd(&chip, ISR), 0);
    }
    uint64_t zero = start(CNTSTRT); /* ended at ARR by SNGSTRT */
    run_ps(&chip, 24 * clock_period);
    wr(&chip, CR, ENABLE | SNGSTRT);
    wr(&chip, ICR, ARRM | CMPM);
    EXPECT_CHANGE(&chip, zero + 29 * clock_period, ISR, ARRM, 0, ARRM);
    run_ps(&chip, 100 * clock_period);
    assert_int_equal(rd(&chip, CNT), 0);
}

/* PRELOAD=0: a value counts when it arrives; 1: from the next period on. */
static void preload(void **state)
{
    (void)state;
    begin(0, 99, 50);
    uint64_t zero = start(CNTSTRT);
    run_ps(&chip, 20 * clock_period);
    wr(&chip, ARR, 29);
    EXPECT_CHANGE(&chip, zero + 29 * clock_period, ISR, ARRM, 0, ARRM);
    EXPECT_CHANGE(&chip, zero + 30 * clock_period, CNT, 0xFFFF, 29, 0);
    setup(NULL);
    begin(PRELOAD, 99, 50);
    zero = start(CNTSTRT);
    run_ps(&chip, 20 * clock_period);
    wr(&chip, ARR, 29);
    run_ps(&chip, 20 * clock_period);
    assert_int_equal(rd(&chip, ISR), ARROK);
    EXPECT_CHANGE(&chip, zero + 99 * clock_period, ISR, ARRM, 0, ARRM);
    wr(&chip, ICR, ARRM);
    EXPECT_CHANGE(&chip, zero + 129 * clock_period, ISR, ARRM, 0, ARRM);
}

static void disable(void **state)
{
    (void)state;
    begin(0, 99, 2);
    start(CNTSTRT);
    run_ps(&chip, 20 * clock_period);
    wr(&chip, CR, 0);
    assert_int_equal(rd(&chip, CNT), 0);
    assert_int_equal(rd(&chip, ISR), CMPM);
    run_ps(&chip, 20 * clock_period);
    assert_int_equal(rd(&chip, CNT), 0);
    assert_int_equal(rd(&chip, ARR), 99);
}

/* CFGR and IER belong to ENABLE=0, ARR and CMP to ENABLE=1. */
static void out_of_their_time(void **state)
{
    (void)state;
    watch_firmware(&chip);
    wr(&chip, ARR, 5);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, ARR);
    wr(&chip, CR, ENABLE | CNTSTRT);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CR);
    assert_int_equal(rd(&chip, CR), ENABLE);
    wr(&chip, CFGR, PRESC(1));
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, CFGR);
    wr(&chip, IER, ARRM);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, IER);
    assert_int_equal(rd(&chip, CFGR) | rd(&chip, IER), 0);
}

/* --- pins: ETR is PB6, IN1 PB5, both AF2 --- */

static void pins_on(void)
{
    wr(&chip, GPIOB + 0x20, 0x02200000);
    wr(&chip, GPIOB, 0xFFFFEBFF);
    chip_pin_drive(&chip, GPIO_B, 5, false);
    chip_pin_drive(&chip, GPIO_B, 6, false);
}

static void pulse(unsigned pin)
{
    chip_pin_drive(&chip, GPIO_B, pin, true);
    chip_pin_drive(&chip, GPIO_B, pin, false);
}

static void pulses(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        setup(NULL);
        pins_on();
        wr(&chip, IER, ARRM);
        begin((i < 3 ? COUNTMODE : CKSEL) | i % 3 << 1, 9, 5);
        start(CNTSTRT);
        run_ps(&chip, 10 * clock_period);
        assert_int_equal(rd(&chip, CNT), 0);
        for (unsigned k = 0; k < 4; k++)
            pulse(5);
        assert_int_equal(rd(&chip, CNT), i % 3 == 2 ? 8 : 4);
        assert_false(irq_line(&chip, IRQ_LPTIM1));
        for (unsigned k = 0; k < 5; k++)
            pulse(5);
        assert_true(irq_line(&chip, IRQ_LPTIM1));
    }
}

static void trigger(void **state)
{
    (void)state;
    pins_on();
    begin(TRIGEN_RISING | TIMOUT, 99, 20);
    wr(&chip, CR, ENABLE | CNTSTRT);
    run_ps(&chip, 50 * clock_period);
    assert_int_equal(rd(&chip, CNT), 0);
    pulse(6);
    assert_int_equal(rd(&chip, ISR), EXTTRIG);
    run_ps(&chip, 15 * clock_period);
    assert_in_range(rd(&chip, CNT), 14, 15);
    pulse(6); /* before the time-out: anew */
    assert_int_equal(rd(&chip, CNT), 0);
    run_ps(&chip, 19 * clock_period);
    assert_int_equal(rd(&chip, ISR), EXTTRIG);
    run_ps(&chip, 2 * clock_period);
    assert_int_equal(rd(&chip, ISR), EXTTRIG | CMPM);
}

/* The output on PB2: low up to CMP, high up to ARR; WAVPOL turns it round. */
static void output(void **state)
{
    (void)state;
    for (unsigned inverted = 0; inverted < 2; inverted++) {
        setup(NULL);
        begin(inverted << 21, 9, 3);
        uint64_t zero = start(CNTSTRT);
        wr(&chip, GPIOB + 0x20, 2 << 8);
        wr(&chip, GPIOB, 0xFFFFFFEF);
        for (unsigned k = 1; k < 35; k++) {
            bool high = k % 10 > 3;
            chip_run_to(&chip, zero + k * clock_period + clock_period / 2);
            assert_int_equal(rd(&chip, GPIOB + 0x10) >> 2 & 1,
                             high != inverted);
        }
        wr(&chip, CR, 0);
        assert_int_equal(rd(&chip, GPIOB + 0x10) >> 2 & 1, 0);
    }
}

/* --- clocks --- */

static void kernel_clocks(void **state)
{
    (void)state;
    wr(&chip, PWR_CR, rd(&chip, PWR_CR) | 1 << 8);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) | 1 << 8);
    run_us(&chip, 2100000);
    wr(&chip, RCC_CFGR, 1 | 5 << 8); /* PCLK1 = HCLK / 4 */
    static const uint64_t period[] = {
        [SEL_PCLK] = 250000,
        [SEL_LSI] = PS_PER_S / 37000,
        [SEL_HSI16] = 62500,
        [SEL_LSE] = PS_PER_S / 32768,
    };
    for (uint32_t sel = 0; sel < 4; sel++) {
        wr(&chip, CR, 0);
        wr(&chip, ICR, 0x7F);
        wr(&chip, RCC_CCIPR, sel << 18);
        clock_period = period[sel];
        begin(0, 99, 50);
        uint64_t zero = start(CNTSTRT);
        EXPECT_CHANGE(&chip, zero + 50 * clock_period, ISR, CMPM, 0, CMPM);
    }
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) & ~(1u << 8)); /* no LSE */
    uint32_t count = rd(&chip, CNT);
    run_us(&chip, 1000);
    assert_int_equal(rd(&chip, CNT), count);
    wr(&chip, ARR, 5);
    run_us(&chip, 1000);
    assert_int_equal(rd(&chip, ISR) & ARROK, 0);
}

static void gate_and_reset(void **state)
{
    (void)state;
    wr(&chip, IER, CMPM);
    begin(0, 99, 50);
    start(CNTSTRT);
    run_ps(&chip, 22 * clock_period);
    uint32_t count = rd(&chip, CNT);
    wr(&chip, RCC_APB1ENR, PWREN);
    run_ps(&chip, 100 * clock_period);
    wr(&chip, RCC_APB1ENR, CLOCK_ENABLE | PWREN);
    assert_int_equal(rd(&chip, CNT), count);
    run_ps(&chip, 40 * clock_period);
    assert_true(irq_line(&chip, IRQ_LPTIM1));
    wr(&chip, RCC_APB1RSTR, CLOCK_ENABLE);
    wr(&chip, RCC_APB1RSTR, 0);
    assert_false(irq_line(&chip, IRQ_LPTIM1));
    assert_int_equal(rd(&chip, ARR), 1);
    assert_int_equal(rd(&chip, CR) | rd(&chip, ISR) | rd(&chip, IER), 0);
}

static void interrupts(void **state)
{
    (void)state;
    static const uint32_t flags[] = {CMPM, ARRM, ARROK, CMPOK};
    for (unsigned i = 0; i < 4; i++) {
        setup(NULL);
        wr(&chip, IER, flags[i]);
        begin(0, 9, 5);
        start(CNTSTRT);
        wr(&chip, ARR, 9);
        wr(&chip, CMP, 5);
        assert_false(irq_line(&chip, IRQ_LPTIM1));
        run_ps(&chip, 13 * clock_period);
        assert_true(irq_line(&chip, IRQ_LPTIM1));
        wr(&chip, ICR, flags[i]);
        assert_false(irq_line(&chip, IRQ_LPTIM1));
    }
}

/* WFI in Stop: the LSI goes on counting, the interrupt wakes; on PCLK nothing
 * does. */
static void wakes_from_stop(void **state)
{
    (void)state;
    for (unsigned pclk = 0; pclk < 2; pclk++) {
        fixture_chip(&chip);
        wr(&chip, RCC_CSR, 1);
        run_us(&chip, 1000);
        wr(&chip, RCC_APB1ENR, CLOCK_ENABLE | PWREN);
        wr(&chip, RCC_CCIPR, pclk ? 0 : SEL_LSI << 18);
        wr(&chip, NVIC_ISER, 1 << IRQ_LPTIM1);
        wr(&chip, IER, ARRM);
        wr(&chip, CR, ENABLE);
        wr(&chip, ARR, pclk ? 0xFFFF : 369);
        run_us(&chip, 1000);
        wr(&chip, CR, ENABLE | CNTSTRT);
        uint64_t end = clock_ps(&chip) + 10 * PS_PER_MS;
        wr(&chip, SCB_SCR, 4);
        sleep_core(&chip);
        assert_int_equal(chip_run_to(&chip, end - PS_PER_MS / 2), STOP_BUDGET);
        assert_true(chip.cpu.sleeping);
        chip_run_to(&chip, end + PS_PER_MS / 2);
        assert_int_equal(chip.cpu.sleeping, pclk);
    }
}

static void nothing_is_due_while_off(void **state)
{
    (void)state;
    uint64_t before = chip.due_cycle;
    begin(0, 9, 5);
    start(CNTSTRT);
    run_ps(&chip, 10 * clock_period);
    assert_int_equal(chip.due_cycle, before); /* nobody waits for a flag */
    wr(&chip, CR, 0);
    wr(&chip, IER, ARRM);
    assert_int_equal(chip.due_cycle, before);
}

static void what_is_reported(void **state)
{
    (void)state;
    static const uint32_t cases[] = {1 << 24, 1 << 20, 1 << 17 | 1 << 13};
    watch_firmware(&chip);
    for (unsigned i = 0; i < 3; i++) {
        chip.events.reported_count = 0;
        wr(&chip, CFGR, cases[i]);
        assert_true(reported_unmodelled(&chip, CFGR));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, setup)
    const struct CMUnitTest tests[] = {
        TEST(values_take_three_clocks),
        TEST(counts),
        TEST(matches),
        TEST(single),
        TEST(preload),
        TEST(disable),
        TEST(out_of_their_time),
        TEST(pulses),
        TEST(trigger),
        TEST(output),
        TEST(kernel_clocks),
        TEST(gate_and_reset),
        TEST(interrupts),
        TEST(wakes_from_stop),
        TEST(nothing_is_due_while_off),
        TEST(what_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

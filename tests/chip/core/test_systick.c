/* SPDX-License-Identifier: MIT
 *
 * SysTick: the counter to the cycle, COUNTFLAG, the interrupt, both clocks.
 * DDI0419 B3.3.
 */
#include "tests/chip/core/exception_fixture.h"

enum {
    SYST_CSR = 0xE000E010,
    SYST_RVR = 0xE000E014,
    SYST_CVR = 0xE000E018,
    ENABLE = 1,
    TICKINT = 2,
    HCLK = 4,
    SYSTICK = 15,
};

#define COUNTFLAG (1u << 16)

/* Time without instructions: the core sleeps, disturbed by nothing. */
static void sleep_for(uint64_t cycles)
{
    chip_run(&chip, chip.cycle + cycles);
}

static int asleep(void **state)
{
    setup(state);
    PUT(CODE, 0xBF30, 0xE7FD); /* wfi; b . - 2 */
    PUT(handler(SYSTICK), 0x4770);
    step();
    assert_true(chip.cpu.sleeping);
    return 0;
}

/* Starts at the present cycle: the first edge loads RVR. */
static void start(uint32_t reload, uint32_t csr)
{
    wr(&chip, SYST_RVR, reload);
    wr(&chip, SYST_CVR, 0);
    wr(&chip, SYST_CSR, ENABLE | csr);
}

static void test_counts_every_cycle(void **state)
{
    (void)state;
    start(9, HCLK);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    for (unsigned cycle = 1; cycle <= 35; cycle++) {
        sleep_for(1);
        assert_int_equal(rd(&chip, SYST_CVR), (100 - cycle) % 10);
    }
}

/* The same without looking in between. */
static void test_counts_far(void **state)
{
    (void)state;
    start(99, HCLK);
    sleep_for(1000 * 100 + 38);
    assert_int_equal(rd(&chip, SYST_CVR), 62);
    sleep_for(62);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    sleep_for(1);
    assert_int_equal(rd(&chip, SYST_CVR), 99);
}

static void test_longest(void **state)
{
    (void)state;
    start(0xFFFFFF, HCLK);
    sleep_for(0x1000000 - 1);
    assert_int_equal(rd(&chip, SYST_CVR), 1);
    assert_int_equal(rd(&chip, SYST_CSR) & COUNTFLAG, 0);
    sleep_for(1);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    assert_int_equal(rd(&chip, SYST_CSR) & COUNTFLAG, COUNTFLAG);
}

/* HCLK/8: an edge at each multiple of eight cycles. */
static void test_reference_clock(void **state)
{
    (void)state;
    sleep_for(8 - chip.cycle % 8 + 3); /* 5 cycles to the first edge */
    start(4, 0);
    sleep_for(4);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    sleep_for(1);
    assert_int_equal(rd(&chip, SYST_CVR), 4);
    sleep_for(7);
    assert_int_equal(rd(&chip, SYST_CVR), 4);
    sleep_for(1);
    assert_int_equal(rd(&chip, SYST_CVR), 3);
    sleep_for(3 * 8);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    sleep_for(8);
    assert_int_equal(rd(&chip, SYST_CVR), 4);
}

static void test_countflag(void **state)
{
    (void)state;
    start(9, HCLK);
    sleep_for(9);
    assert_int_equal(rd(&chip, SYST_CSR), ENABLE | HCLK);
    sleep_for(1);
    assert_int_equal(rd(&chip, SYST_CSR), ENABLE | HCLK | COUNTFLAG);
    assert_int_equal(rd(&chip, SYST_CSR), ENABLE | HCLK); /* read once */
    sleep_for(25);
    rd(&chip, SYST_CVR); /* does not clear it */
    assert_int_equal(rd(&chip, SYST_CSR) & COUNTFLAG, COUNTFLAG);
    sleep_for(10);
    wr(&chip, SYST_CVR, 0x1234); /* clears it, and the counter */
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    assert_int_equal(rd(&chip, SYST_CSR), ENABLE | HCLK);
    sleep_for(9);
    assert_int_equal(rd(&chip, SYST_CSR) & COUNTFLAG, 0);
    sleep_for(1);
    assert_int_equal(rd(&chip, SYST_CSR) & COUNTFLAG, COUNTFLAG);
}

/* A write of CSR keeps COUNTFLAG. */
static void test_countflag_survives_a_write(void **state)
{
    (void)state;
    start(9, HCLK);
    sleep_for(10);
    wr(&chip, SYST_CSR, 0);
    assert_int_equal(rd(&chip, SYST_CSR), COUNTFLAG);
}

/* A new RVR counts from the next reload on. */
static void test_reload_change(void **state)
{
    (void)state;
    start(9, HCLK);
    sleep_for(5);
    assert_int_equal(rd(&chip, SYST_CVR), 5);
    wr(&chip, SYST_RVR, 3);
    sleep_for(5);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    sleep_for(1);
    assert_int_equal(rd(&chip, SYST_CVR), 3);
    sleep_for(4);
    assert_int_equal(rd(&chip, SYST_CVR), 3);
}

/* RVR = 0 stops the counter when it gets to 0, for good. */
static void test_reload_zero(void **state)
{
    (void)state;
    start(9, HCLK | TICKINT);
    sleep_for(5);
    wr(&chip, SYST_RVR, 0);
    sleep_for(5);
    step(); /* the one request */
    assert_int_equal(chip.cpu.ipsr, SYSTICK);
    step();
    rd(&chip, SYST_CSR);
    sleep_for(1000);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    assert_int_equal(rd(&chip, SYST_CSR) & COUNTFLAG, 0);
    assert_int_equal(chip.nvic.pending.bits[0], 0);
    assert_int_equal(chip.due[chip.systick.due], NEVER);
}

static void test_disabled_holds(void **state)
{
    (void)state;
    start(99, HCLK);
    sleep_for(40);
    wr(&chip, SYST_CSR, HCLK);
    sleep_for(1000);
    assert_int_equal(rd(&chip, SYST_CVR), 60);
    wr(&chip, SYST_CSR, HCLK | ENABLE);
    sleep_for(10);
    assert_int_equal(rd(&chip, SYST_CVR), 50);
}

/* --- the interrupt --- */

/* The cycle at which the handler starts: entry takes 15 cycles. */
static uint64_t next_interrupt(void)
{
    chip.watch.events = 1 << EVENT_EXCEPTION;
    chip.events.count = 0;
    assert_int_equal(chip_run(&chip, chip.cycle + 100000), STOP_EVENT);
    assert_int_equal(chip.events.list[0].exception.number, SYSTICK);
    uint64_t cycle = chip.events.list[0].cycle - 15;
    chip.events.count = 0;
    return cycle;
}

static void test_interrupt_is_exact(void **state)
{
    (void)state;
    uint64_t begin = chip.cycle;
    start(999, HCLK | TICKINT);
    for (unsigned i = 1; i <= 5; i++)
        assert_int_equal(next_interrupt() - begin, 1000 * i);
}

static void test_interrupt_of_the_reference_clock(void **state)
{
    (void)state;
    sleep_for(8 - chip.cycle % 8 + 3);
    uint64_t begin = chip.cycle + 5; /* the edge that loads RVR */
    start(99, TICKINT);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(next_interrupt() - begin, 99 * 8 + i * 800);
}

/* Without TICKINT there is the flag, but no request. */
static void test_no_interrupt(void **state)
{
    (void)state;
    start(99, HCLK);
    sleep_for(1000);
    assert_int_equal(chip.nvic.pending.bits[0], 0);
    assert_true(chip.cpu.sleeping);
    wr(&chip, SYST_CSR, ENABLE | HCLK | TICKINT); /* not for the past */
    assert_int_equal(chip.nvic.pending.bits[0], 0);
    sleep_for(100);
    assert_int_equal(chip.nvic.pending.bits[0], 1 << SYSTICK);
}

/* A write of CVR restarts the period without a request. */
static void test_restart(void **state)
{
    (void)state;
    start(99, HCLK | TICKINT);
    sleep_for(99);
    wr(&chip, SYST_CVR, 0);
    uint64_t begin = chip.cycle;
    assert_int_equal(next_interrupt() - begin, 100);
}

/* As many requests as periods while the core works. */
static void test_interrupts_while_running(void **state)
{
    (void)state;
    enum { COUNTER = 0x20000100 };
    /* ldr r1, [r0]; adds r1, #1; str r1, [r0]; bx lr */
    PUT(handler(SYSTICK), 0x6801, 0x3101, 0x6001, 0x4770);
    PUT(CODE, 0xE7FE); /* b . */
    load_word(&chip, COUNTER, 0);
    cpu_wake(&chip);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = COUNTER;
    start(199, HCLK | TICKINT);
    chip_run(&chip, chip.cycle + 200 * 500 + 100);
    assert_int_equal(rd(&chip, COUNTER), 500);
}

/* A period shorter than the handler: requests are lost, none is invented. */
static void test_short_period(void **state)
{
    (void)state;
    start(1, HCLK | TICKINT);
    sleep_for(2);
    step();
    assert_int_equal(chip.cpu.ipsr, SYSTICK);
    step();
    assert_int_equal(chip.cpu.ipsr, SYSTICK); /* tail-chained */
    wr(&chip, SYST_CSR, 0);
    wr(&chip, ICSR, 1u << 25); /* PENDSTCLR */
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
}

/* SysTick counts HCLK: another frequency changes the time of the request, not
 * its cycle. */
static void test_clock_change(void **state)
{
    (void)state;
    enum { RCC_ICSCR = 0x40021004, MSIRANGE = 7 << 13, RANGE_6 = 6 << 13 };
    uint64_t begin = chip.cycle;
    start(9999, HCLK | TICKINT);
    sleep_for(4000);
    uint32_t hz = chip.clock.hclk_hz;
    wr(&chip, RCC_ICSCR, (rd(&chip, RCC_ICSCR) & ~MSIRANGE) | RANGE_6);
    assert_int_equal(next_interrupt() - begin, 10000);
    assert_int_equal(next_interrupt() - begin, 20000);
    assert_true(chip.clock.hclk_hz > hz);
}

static void test_reset_stops_it(void **state)
{
    (void)state;
    start(99, HCLK | TICKINT);
    sleep_for(50);
    reset_request(&chip, RESET_SYSTEM);
    chip_run(&chip, chip.cycle + 1000);
    assert_int_equal(rd(&chip, SYST_CSR), 0);
    assert_int_equal(rd(&chip, SYST_RVR), 0);
    assert_int_equal(rd(&chip, SYST_CVR), 0);
    assert_int_equal(chip.nvic.pending.bits[0], 0);
}

#define ASLEEP(name) cmocka_unit_test_setup(name, asleep)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASLEEP(test_counts_every_cycle),
        ASLEEP(test_counts_far),
        ASLEEP(test_longest),
        ASLEEP(test_reference_clock),
        ASLEEP(test_countflag),
        ASLEEP(test_countflag_survives_a_write),
        ASLEEP(test_reload_change),
        ASLEEP(test_reload_zero),
        ASLEEP(test_disabled_holds),
        ASLEEP(test_interrupt_is_exact),
        ASLEEP(test_interrupt_of_the_reference_clock),
        ASLEEP(test_no_interrupt),
        ASLEEP(test_restart),
        ASLEEP(test_interrupts_while_running),
        ASLEEP(test_short_period),
        ASLEEP(test_clock_change),
        ASLEEP(test_reset_stops_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * RTC: alarms A and B, from their registers to the interrupt, and what they
 * end: Stop and Standby.
 */
#include "tests/chip/block/rtc_fixture.h"

enum {
    MSK1 = 1 << 7,
    MSK2 = 1 << 15,
    MSK3 = 1 << 23,
    WDSEL = 1 << 30,
    ALARM_LINE = 1 << 17,
};

#define MSK4  (1u << 31)
#define EVERY (MSK4 | MSK3 | MSK2 | MSK1)

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    rtc_chip(&chip, LSE_HZ);
    return 0;
}

/* Starts the calendar with alarm A, and returns when. */
static uint64_t start_alarm(uint32_t tr, uint32_t dr, uint32_t alarm,
                            uint32_t sub, uint32_t cr)
{
    wr(&chip, RTC_CR, 0);
    run_ps(&chip, PS_PER_MS);
    wr(&chip, RTC_ALRMAR, alarm);
    wr(&chip, RTC_ALRMASSR, sub);
    uint64_t start = rtc_set(&chip, LSE_HZ, LSE_PRER, cr & CR_FMT, tr, dr);
    wr(&chip, RTC_ISR, ~(uint32_t)(ISR_ALRAF | ISR_INIT));
    wr(&chip, RTC_CR, cr | CR_ALRAE);
    return start;
}

/* --- what matches --- */

/* A Monday, 1st of January 2018, and how many seconds later the alarm is. */
static void fields(void **state)
{
    (void)state;
    enum { HOUR = 3600, DAY = 86400 };
    static const struct {
        uint32_t tr, alarm, seconds;
    } rows[] = {
        {0x000000, EVERY, 1},
        {0x000000, MSK4 | MSK3 | MSK2 | 0x30, 30},
        {0x000030, MSK4 | MSK3 | MSK2 | 0x30, 60},
        {0x000031, MSK4 | MSK3 | MSK2 | 0x30, 59},
        {0x000000, MSK4 | MSK3 | MSK1 | 0x0500, 300},
        {0x000500, MSK4 | MSK3 | MSK1 | 0x0500, 1},
        {0x000000, MSK4 | MSK3 | 0x0530, 330},
        {0x000000, MSK4 | 0x123456, 12 * HOUR + 34 * 60 + 56},
        {0x123456, MSK4 | 0x123456, DAY},
        {0x123457, MSK4 | 0x123456, DAY - 1},
        {0x235900, MSK4 | MSK2 | MSK1 | 0x020000, 60 + 2 * HOUR},
        {0x000000, 0x01000001, 1},
        {0x000000, 0x03000000, 2 * DAY},
        {0x000000, 0x31235959, 31 * DAY - 1},
        {0x000000, 0x02123456, DAY + 12 * HOUR + 34 * 60 + 56},
        {0x120000, WDSEL | 0x03000000, 36 * HOUR},
        {0x120000, WDSEL | 0x01120000, 7 * DAY},
        {0x000000, WDSEL | MSK3 | MSK2 | MSK1 | 0x07000000, 6 * DAY},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t start = start_alarm(rows[i].tr, 0x182101, rows[i].alarm, 0, 0);
        EXPECT_CHANGE(&chip, start + rows[i].seconds * PS_PER_S, RTC_ISR,
                      ISR_ALRAF, 0, ISR_ALRAF);
    }
}

/* Day 31, from the last second of a January: the 31st of March is next. */
static void a_date_that_months_lack(void **state)
{
    (void)state;
    uint64_t start = start_alarm(0x235959, 0x182131, 0x31235959, 0, 0);
    EXPECT_CHANGE(&chip, start + 59ull * 86400 * PS_PER_S, RTC_ISR, ISR_ALRAF,
                  0, ISR_ALRAF);
}

static void twelve_hours(void **state)
{
    (void)state;
    static const struct {
        uint32_t tr, alarm, hours;
    } rows[] = {
        {0x120000, 0x520000, 12}, /* midnight to noon */
        {0x120000, 0x110000, 11},
        {0x520000, 0x120000, 12},
        {0x520000, 0x410000, 1},
    };
    for (unsigned i = 0; i < 4; i++) {
        uint64_t start =
            start_alarm(rows[i].tr, 0x182101, MSK4 | rows[i].alarm, 0, CR_FMT);
        EXPECT_CHANGE(&chip, start + rows[i].hours * 3600 * PS_PER_S, RTC_ISR,
                      ISR_ALRAF, 0, ISR_ALRAF);
    }
}

/* Sub-seconds are compared in as many low bits as MASKSS says; SSR counts down
 * from 255. */
static void sub_seconds(void **state)
{
    (void)state;
    static const struct {
        uint32_t alarm, maskss, ss;
        uint32_t first; /* periods of ck_apre from the start */
        uint32_t again;
    } rows[] = {
        {EVERY, 15, 0x80, 127, 256},
        {EVERY, 8, 0x80, 127, 256},
        {EVERY, 7, 0x80, 127, 128}, /* bit 7 is not compared */
        {EVERY, 4, 0x05, 10, 16},
        {EVERY, 1, 0x01, 2, 2},
        {EVERY, 1, 0x00, 1, 2},
        {MSK4 | MSK3 | MSK2 | 2, 15, 0x80, 2 * 256 + 127, 60 * 256},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t sub = rows[i].maskss << 24 | rows[i].ss;
        uint64_t start = start_alarm(0, 0x182101, rows[i].alarm, sub, 0);
        uint64_t first = start + rtc_ticks(LSE_HZ, 128ull * rows[i].first);
        EXPECT_CHANGE(&chip, first, RTC_ISR, ISR_ALRAF, 0, ISR_ALRAF);
        wr(&chip, RTC_ISR, ~(uint32_t)(ISR_ALRAF | ISR_INIT));
        EXPECT_CHANGE(&chip, first + rtc_ticks(LSE_HZ, 128ull * rows[i].again),
                      RTC_ISR, ISR_ALRAF, 0, ISR_ALRAF);
    }
}

/* What is no time, and a sub-second over PREDIV_S, never comes. */
static void impossible_alarms(void **state)
{
    (void)state;
    static const struct {
        uint32_t alarm, sub;
    } rows[] = {
        {MSK4 | 0x250000, 0},     {MSK4 | 0x6000, 0},   {MSK4 | MSK3 | 0x60, 0},
        {0x00000000, 0},          {0x32000000, 0},      {WDSEL | 0x08000000, 0},
        {EVERY, 9 << 24 | 0x100}, {MSK4 | 0x400000, 0},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        start_alarm(0, 0x182101, rows[i].alarm, rows[i].sub, 0);
        assert_int_equal(chip.due_cycle, NEVER);
        run_ps(&chip, 100 * PS_PER_S);
        assert_false(rd(&chip, RTC_ISR) & ISR_ALRAF);
    }
}

/* --- flags and interrupts --- */

static void listen(bool interrupt)
{
    wr(&chip, EXTI_RTSR, ALARM_LINE);
    wr(&chip, interrupt ? EXTI_IMR : EXTI_EMR, ALARM_LINE);
}

/* Both alarms share EXTI 17, each with its own enable bit. */
static void both_alarms_interrupt(void **state)
{
    (void)state;
    for (unsigned alarm = 0; alarm < 2; alarm++) {
        rtc_chip(&chip, LSE_HZ);
        listen(true);
        wr(&chip, RTC_ALRMAR, EVERY);
        wr(&chip, RTC_ALRMBR, EVERY);
        rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0, 0x182101);
        wr(&chip, RTC_CR, CR_ALRAE << alarm);
        run_ps(&chip, 2 * PS_PER_S);
        assert_int_equal(rd(&chip, RTC_ISR) & 0xFF00, ISR_ALRAF << alarm);
        expect_rd(&chip, EXTI_PR, 0); /* not enabled */
        wr(&chip, RTC_CR, CR_ALRAE << alarm | CR_ALRBIE >> alarm);
        expect_rd(&chip, EXTI_PR, 0); /* the other one is */
        wr(&chip, RTC_CR, (CR_ALRAE | CR_ALRAIE) << alarm);
        expect_rd(&chip, EXTI_PR, ALARM_LINE);
        assert_true(irq_line(&chip, IRQ_RTC));
        wr(&chip, EXTI_PR, ALARM_LINE);
        assert_false(irq_line(&chip, IRQ_RTC));
        run_ps(&chip, 2 * PS_PER_S);
        expect_rd(&chip, EXTI_PR, 0); /* the flag was not cleared */
        wr(&chip, RTC_ISR, ~(uint32_t)(ISR_INIT | ISR_ALRAF << alarm));
        run_ps(&chip, PS_PER_S);
        expect_rd(&chip, EXTI_PR, ALARM_LINE);
    }
}

/* The flags need DBP and no key; writing 1 keeps them. */
static void clearing_a_flag(void **state)
{
    (void)state;
    start_alarm(0, 0x182101, EVERY, 0, 0);
    run_ps(&chip, 2 * PS_PER_S);
    wr(&chip, RTC_CR, 0);
    wr(&chip, RTC_WPR, 0);
    wr(&chip, RTC_ISR, ~(uint32_t)ISR_INIT);
    assert_true(rd(&chip, RTC_ISR) & ISR_ALRAF);
    rtc_allow(&chip, false);
    wr(&chip, RTC_ISR, 0);
    assert_true(rd(&chip, RTC_ISR) & ISR_ALRAF);
    rtc_allow(&chip, true);
    wr(&chip, RTC_ISR, ~(uint32_t)(ISR_INIT | ISR_ALRAF));
    assert_false(rd(&chip, RTC_ISR) & ISR_ALRAF);
}

/* An alarm makes one event, and none while its flag is set or it is off. */
static void cost(void **state)
{
    (void)state;
    uint64_t start = start_alarm(0, 0x182101, EVERY, 0, 0);
    assert_int_equal(chip.due_cycle, clock_cycle_at(&chip, start + PS_PER_S));
    chip_run_to(&chip, start + PS_PER_S);
    assert_int_equal(chip.due_cycle, NEVER);
    wr(&chip, RTC_ISR, ~(uint32_t)(ISR_INIT | ISR_ALRAF));
    assert_int_not_equal(chip.due_cycle, NEVER);
    wr(&chip, RTC_CR, 0);
    assert_int_equal(chip.due_cycle, NEVER);
}

/* --- low power --- */

/* Alarm A in Stop, on both clocks: the handler (`b .`) runs on time. */
static void alarm_ends_stop(void **state)
{
    (void)state;
    static const struct {
        unsigned hz;
        uint32_t prer;
    } rows[] = {{LSE_HZ, LSE_PRER}, {LSI_HZ, LSI_PRER}};
    for (unsigned i = 0; i < 2; i++) {
        rtc_chip(&chip, rows[i].hz);
        listen(true);
        wr(&chip, NVIC_ISER, 1 << IRQ_RTC);
        wr(&chip, RTC_ALRMAR, MSK4 | 0x001000);
        uint64_t start =
            rtc_set(&chip, rows[i].hz, rows[i].prer, 0, 0, 0x182101);
        wr(&chip, RTC_CR, CR_ALRAE | CR_ALRAIE);
        rtc_deep_sleep(&chip);
        chip_run_to(&chip, start + 600 * PS_PER_S - PS_PER_US);
        assert_true(chip.cpu.sleeping);
        chip_run_to(&chip, start + 600 * PS_PER_S + 40 * PS_PER_US);
        assert_int_equal(chip.cpu.ipsr, EXCEPTION_IRQ0 + IRQ_RTC);
        run_ps(&chip, PS_PER_MS);
        expect_rd(&chip, RTC_TR, 0x001000);
    }
}

/* WFE in Stop: the line as an event. */
static void alarm_ends_wfe(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xBF20, 0xE7FE};
    listen(false);
    load_code(&chip, SLEEP_CODE, code, 2);
    uint64_t start = start_alarm(0, 0x182101, EVERY, 0, CR_ALRAIE);
    wr(&chip, SCR, SLEEPDEEP);
    jump_to(&chip, SLEEP_CODE);
    cpu_wake(&chip);
    chip_run_to(&chip, start + PS_PER_S - PS_PER_US);
    assert_true(chip.cpu.sleeping);
    run_us(&chip, 50);
    assert_false(chip.cpu.sleeping);
    expect_rd(&chip, EXTI_PR, 0);
}

/* Standby ends without EXTI; time goes on in it, and over the reset. */
static void alarm_ends_standby(void **state)
{
    (void)state;
    uint64_t start = start_alarm(0, 0x182101, MSK4 | 0x001000, 0, CR_ALRAIE);
    wr(&chip, PWR_CR, CR_VOS2 | CR_DBP | CR_PDDS | CR_CWUF);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) | RMVF);
    wr(&chip, RTC_BKP0R, 0xCAFE);
    rtc_deep_sleep(&chip);
    EXPECT_RESET_AT(&chip, start + 600 * PS_PER_S, RESET_STANDBY);
    assert_int_equal(rd(&chip, RCC_CSR) >> 24, 0);
    wr(&chip, RCC_APB1ENR, PWREN);
    assert_int_equal(rd(&chip, PWR_CSR) & (CSR_WUF | CSR_SBF),
                     CSR_WUF | CSR_SBF);
    assert_true(rd(&chip, RTC_ISR) & ISR_ALRAF);
    expect_rd(&chip, RTC_BKP0R, 0xCAFE);
    chip_run_to(&chip, start + 605 * PS_PER_S + PS_PER_MS);
    expect_rd(&chip, RTC_TR, 0x001005);
}

/* The flag without its interrupt does not end Standby. */
static void standby_needs_the_interrupt(void **state)
{
    (void)state;
    start_alarm(0, 0x182101, EVERY, 0, 0);
    uint32_t resets = chip.reset.count;
    wr(&chip, PWR_CR, CR_VOS2 | CR_DBP | CR_PDDS | CR_CWUF);
    rtc_deep_sleep(&chip);
    run_ps(&chip, 10 * PS_PER_S);
    assert_int_equal(chip.reset.count, resets);
}

/* WUF is set while the chip runs, too. */
static void wuf_in_run(void **state)
{
    (void)state;
    start_alarm(0, 0x182101, EVERY, 0, CR_ALRAIE);
    assert_false(rd(&chip, PWR_CSR) & CSR_WUF);
    run_ps(&chip, 2 * PS_PER_S);
    assert_true(rd(&chip, PWR_CSR) & CSR_WUF);
    wr(&chip, PWR_CR, CR_VOS2 | CR_DBP | CR_CWUF);
    assert_false(rd(&chip, PWR_CSR) & CSR_WUF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(fields, setup),
        cmocka_unit_test_setup(a_date_that_months_lack, setup),
        cmocka_unit_test_setup(twelve_hours, setup),
        cmocka_unit_test_setup(sub_seconds, setup),
        cmocka_unit_test_setup(impossible_alarms, setup),
        cmocka_unit_test_setup(both_alarms_interrupt, setup),
        cmocka_unit_test_setup(clearing_a_flag, setup),
        cmocka_unit_test_setup(cost, setup),
        cmocka_unit_test_setup(alarm_ends_stop, setup),
        cmocka_unit_test_setup(alarm_ends_wfe, setup),
        cmocka_unit_test_setup(alarm_ends_standby, setup),
        cmocka_unit_test_setup(standby_needs_the_interrupt, setup),
        cmocka_unit_test_setup(wuf_in_run, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

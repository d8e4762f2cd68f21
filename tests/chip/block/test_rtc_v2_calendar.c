/* SPDX-License-Identifier: MIT
 *
 * RTC: the calendar, its prescalers and sub-seconds, the shadow registers,
 * corrections of the time, and that none of it costs anything.
 */
#include "tests/chip/block/rtc_fixture.h"

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    rtc_chip(&chip, LSE_HZ);
    return 0;
}

/* --- counting --- */

/* A moment, and the next second. */
struct step {
    uint32_t tr, dr, next_tr, next_dr;
};

static void expect_steps(const struct step *steps, unsigned count, uint32_t cr)
{
    for (unsigned i = 0; i < count; i++) {
        uint64_t start =
            rtc_set(&chip, LSE_HZ, LSE_PRER, cr, steps[i].tr, steps[i].dr);
        run_ps(&chip, PS_PER_MS); /* the shadow registers follow */
        expect_rd(&chip, RTC_TR, steps[i].tr);
        expect_rd(&chip, RTC_DR, steps[i].dr);
        chip_run_to(&chip, start + PS_PER_S + PS_PER_MS);
        expect_rd(&chip, RTC_TR, steps[i].next_tr);
        expect_rd(&chip, RTC_DR, steps[i].next_dr);
    }
}

#define EXPECT_STEPS(steps, cr)                                                \
    expect_steps(steps, sizeof(steps) / sizeof *(steps), cr)

static void second_minute_hour_day(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {0x000000, 0x182101, 0x000001, 0x182101},
        {0x000009, 0x182101, 0x000010, 0x182101},
        {0x000059, 0x182101, 0x000100, 0x182101},
        {0x000959, 0x182101, 0x001000, 0x182101},
        {0x005959, 0x182101, 0x010000, 0x182101},
        {0x095959, 0x182101, 0x100000, 0x182101},
        {0x195959, 0x182101, 0x200000, 0x182101},
        {0x235959, 0x182101, 0x000000, 0x184102},
        {0x235959, 0x184109, 0x000000, 0x186110},
        {0x235959, 0x18E119, 0x000000, 0x182120}, /* Sunday, Monday */
    };
    EXPECT_STEPS(steps, 0);
}

static void month_lengths(void **state)
{
    (void)state;
    static const uint8_t days[] = {0x31, 0x28, 0x31, 0x30, 0x31, 0x30,
                                   0x31, 0x31, 0x30, 0x31, 0x30, 0x31};
    for (unsigned i = 0; i < 11; i++) {
        uint32_t month = i + 1 < 10 ? i + 1 : 0x10 + i + 1 - 10;
        uint32_t next = i + 2 < 10 ? i + 2 : 0x10 + i + 2 - 10;
        struct step step = {
            0x235959,
            0x192000 | month << 8 | days[i],
            0,
            0x194001 | next << 8,
        };
        expect_steps(&step, 1, 0);
    }
}

static void leap_years_and_year_ends(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {0x235959, 0x192228, 0x000000, 0x194301},
        {0x235959, 0x202228, 0x000000, 0x204229},
        {0x235959, 0x204229, 0x000000, 0x206301},
        {0x235959, 0x002228, 0x000000, 0x004229}, /* 2000 */
        {0x235959, 0x182228, 0x000000, 0x184301},
        {0x235959, 0x960228 | 2 << 13, 0x000000, 0x960229 | 3 << 13},
        {0x235959, 0x193231, 0x000000, 0x204101},
        {0x235959, 0x293231, 0x000000, 0x304101},
        {0x235959, 0x993231, 0x000000, 0x004101},
    };
    EXPECT_STEPS(steps, 0);
}

/* 12 AM is midnight, 12 PM noon; PM is bit 22. */
static void twelve_hours(void **state)
{
    (void)state;
    static const struct step steps[] = {
        {0x125959, 0x182101, 0x010000, 0x182101},
        {0x095959, 0x182101, 0x100000, 0x182101},
        {0x115959, 0x182101, 0x520000, 0x182101},
        {0x525959, 0x182101, 0x410000, 0x182101},
        {0x515959, 0x182101, 0x120000, 0x184102},
    };
    EXPECT_STEPS(steps, CR_FMT);
}

/* A day and a month of time, with nothing due on the way. */
static void long_times(void **state)
{
    (void)state;
    uint64_t start =
        rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x102030, 0x240131 | 3 << 13);
    chip_run_to(&chip, start + 86400 * PS_PER_S + PS_PER_MS);
    expect_rd(&chip, RTC_TR, 0x102030);
    expect_rd(&chip, RTC_DR, 0x240201 | 4 << 13);
    chip_run_to(&chip, start + 61ull * 86400 * PS_PER_S + PS_PER_MS);
    expect_rd(&chip, RTC_TR, 0x102030);
    expect_rd(&chip, RTC_DR, 0x240401 | 1 << 13);
}

/* A second is (PREDIV_A + 1) (PREDIV_S + 1) cycles of RTCCLK, and the first one
 * begins four cycles after INIT. */
static void prescalers(void **state)
{
    (void)state;
    static const uint32_t prers[] = {LSE_PRER,   0x00000003, 0x00000FFF,
                                     0x007F0000, 0x001F03FF, 0x007F7FFF};
    for (unsigned i = 0; i < sizeof prers / sizeof *prers; i++) {
        uint64_t second =
            ((prers[i] >> 16) + 1) * (uint64_t)((prers[i] & 0x7FFF) + 1);
        uint64_t start =
            rtc_set(&chip, LSE_HZ, prers[i], CR_BYPSHAD, 0, 0x182101);
        EXPECT_CHANGE(&chip, start + rtc_ticks(LSE_HZ, second), RTC_TR, ~0u, 0,
                      1);
        EXPECT_CHANGE(&chip, start + rtc_ticks(LSE_HZ, 2 * second), RTC_TR, ~0u,
                      1, 2);
    }
}

/* SSR counts periods of ck_apre down, from PREDIV_S to 0. */
static void sub_seconds(void **state)
{
    (void)state;
    uint64_t start = rtc_set(&chip, LSE_HZ, LSE_PRER, CR_BYPSHAD, 0, 0x182101);
    expect_rd(&chip, RTC_SSR, 0xFF);
    EXPECT_CHANGE(&chip, start + rtc_ticks(LSE_HZ, 128), RTC_SSR, ~0u, 0xFF,
                  0xFE);
    EXPECT_CHANGE(&chip, start + rtc_ticks(LSE_HZ, 128 * 128), RTC_SSR, ~0u,
                  0x80, 0x7F);
    EXPECT_CHANGE(&chip, start + rtc_ticks(LSE_HZ, 255 * 128), RTC_SSR, ~0u, 1,
                  0);
    EXPECT_CHANGE(&chip, start + PS_PER_S, RTC_SSR, ~0u, 0, 0xFF);
    expect_rd(&chip, RTC_TR, 1);
}

/* In INIT mode the calendar stands still. */
static void init_mode_stops_the_calendar(void **state)
{
    (void)state;
    rtc_set(&chip, LSE_HZ, LSE_PRER, CR_BYPSHAD, 0, 0x182101);
    run_ps(&chip, 10 * PS_PER_S + 500 * PS_PER_MS);
    rtc_enter_init(&chip);
    uint32_t ssr = rd(&chip, RTC_SSR);
    run_ps(&chip, 100 * PS_PER_S);
    expect_rd(&chip, RTC_TR, 0x000010);
    expect_rd(&chip, RTC_SSR, ssr);
    wr(&chip, RTC_ISR, 0);
    run_ps(&chip, PS_PER_S + PS_PER_MS);
    expect_rd(&chip, RTC_TR, 0x000011);
}

/* LSI makes its seconds, and stops with LSION; what was counted stays. */
static void clock_stops(void **state)
{
    (void)state;
    rtc_chip(&chip, LSI_HZ);
    uint64_t start = rtc_set(&chip, LSI_HZ, LSI_PRER, CR_BYPSHAD, 0, 0x182101);
    chip_run_to(&chip, start + 20 * PS_PER_S + 500 * PS_PER_MS);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) & ~(uint32_t)LSION);
    run_ps(&chip, 100 * PS_PER_S);
    expect_rd(&chip, RTC_TR, 0x000020);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) | LSION);
    uint64_t again = clock_ps(&chip) + 200 * PS_PER_US;
    chip_run_to(&chip, again + 499 * PS_PER_MS);
    expect_rd(&chip, RTC_TR, 0x000020);
    chip_run_to(&chip, again + 501 * PS_PER_MS);
    expect_rd(&chip, RTC_TR, 0x000021);
}

/* On LSE the time goes on over a system reset, and in Stop; the shadow
 * registers start from their reset values (RM0367 27.4.9). */
static void system_reset(void **state)
{
    (void)state;
    uint64_t start = rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x123456, 0x182101);
    chip_run_to(&chip, start + 10 * PS_PER_S + 500 * PS_PER_MS);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, RTC_TR, 0);
    expect_rd(&chip, RTC_DR, 0x2101);
    expect_rd(&chip, RTC_SSR, 0);
    assert_false(rd(&chip, RTC_ISR) & ISR_RSF);
    run_ps(&chip, PS_PER_MS);
    assert_true(rd(&chip, RTC_ISR) & ISR_RSF);
    rd(&chip, RTC_DR); /* what SSR held */
    expect_rd(&chip, RTC_TR, 0x123506);
    expect_rd(&chip, RTC_DR, 0x182101);
}

/* --- shadow registers --- */

/* Reads around midnight: SSR holds TR and DR, TR holds DR, until DR is read. */
static void reads_hold_what_follows(void **state)
{
    (void)state;
    uint64_t start = rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x235959, 0x182101);
    chip_run_to(&chip, start + 501 * PS_PER_MS);
    expect_rd(&chip, RTC_SSR, 0x7F);
    run_ps(&chip, PS_PER_S);
    expect_rd(&chip, RTC_TR, 0x235959);
    expect_rd(&chip, RTC_TR, 0x235959);
    expect_rd(&chip, RTC_DR, 0x182101);
    expect_rd(&chip, RTC_DR, 0x184102);

    rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x235959, 0x182101);
    run_ps(&chip, 500 * PS_PER_MS);
    expect_rd(&chip, RTC_TR, 0x235959);
    run_ps(&chip, PS_PER_S);
    expect_rd(&chip, RTC_TR, 0); /* TR itself is not held */
    expect_rd(&chip, RTC_DR, 0x182101);
    expect_rd(&chip, RTC_DR, 0x184102);
}

static void bypshad_holds_nothing(void **state)
{
    (void)state;
    uint64_t start =
        rtc_set(&chip, LSE_HZ, LSE_PRER, CR_BYPSHAD, 0x235959, 0x182101);
    chip_run_to(&chip, start + 500 * PS_PER_MS);
    assert_false(rd(&chip, RTC_ISR) & ISR_RSF);
    rd(&chip, RTC_SSR);
    run_ps(&chip, PS_PER_S);
    expect_rd(&chip, RTC_TR, 0);
    expect_rd(&chip, RTC_DR, 0x184102);
}

/* The copy comes every two cycles of RTCCLK: up to that much late. */
static void shadow_lags(void **state)
{
    (void)state;
    uint64_t start = rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0, 0x182101);
    uint64_t second = start + PS_PER_S;
    chip_run_to(&chip, second - 2 * PS_PER_US);
    expect_rd(&chip, RTC_TR, 0);
    chip_run_to(&chip, second + rtc_ticks(LSE_HZ, 2));
    expect_rd(&chip, RTC_TR, 1);
}

/* Until RSF the bus sees the time before INIT mode. */
static void after_init_the_shadow_is_old(void **state)
{
    (void)state;
    rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x111111, 0x182101);
    run_ps(&chip, PS_PER_MS);
    rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x222222, 0x184102);
    assert_false(rd(&chip, RTC_ISR) & ISR_RSF);
    expect_rd(&chip, RTC_TR, 0x111111);
    expect_rd(&chip, RTC_DR, 0x182101);
    run_ps(&chip, PS_PER_MS);
    assert_true(rd(&chip, RTC_ISR) & ISR_RSF);
    expect_rd(&chip, RTC_TR, 0x222222);
    expect_rd(&chip, RTC_DR, 0x184102);
}

/* No copy is made in Stop: RSF is set, and the time is that of its begin until
 * two cycles of RTCCLK have passed. */
static void after_stop_the_shadow_is_old(void **state)
{
    (void)state;
    rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x111111, 0x182101);
    wr(&chip, EXTI_RTSR, 1);
    wr(&chip, EXTI_IMR, 1);
    wr(&chip, NVIC_ISER, 1 << IRQ_EXTI0_1);
    run_ps(&chip, PS_PER_MS);
    rtc_deep_sleep(&chip);
    run_ps(&chip, 10 * PS_PER_S);
    wr(&chip, EXTI_SWIER, 1);
    run_cycles(&chip, 20);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_IRQ0 + IRQ_EXTI0_1);
    assert_true(rd(&chip, RTC_ISR) & ISR_RSF);
    expect_rd(&chip, RTC_TR, 0x111111);
    expect_rd(&chip, RTC_DR, 0x182101);
    run_us(&chip, 70);
    expect_rd(&chip, RTC_TR, 0x111121);
}

/* --- corrections --- */

/* ADD1H and SUB1H act with the next second and read 0. */
static void summer_time(void **state)
{
    (void)state;
    static const struct {
        uint32_t bit, fmt, tr, dr, next_tr, next_dr;
    } rows[] = {
        {CR_ADD1H, 0, 0x015959, 0x182101, 0x030000, 0x182101},
        {CR_ADD1H, 0, 0x233015, 0x182101, 0x003016, 0x184102},
        {CR_SUB1H, 0, 0x030000, 0x182101, 0x020001, 0x182101},
        {CR_SUB1H, 0, 0x003000, 0x182101, 0x003001, 0x182101},
        {CR_ADD1H, CR_FMT, 0x113000, 0x182101, 0x523001, 0x182101},
        {CR_SUB1H, CR_FMT, 0x523000, 0x182101, 0x113001, 0x182101},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t cr = rows[i].fmt | CR_BYPSHAD;
        uint64_t start =
            rtc_set(&chip, LSE_HZ, LSE_PRER, cr, rows[i].tr, rows[i].dr);
        chip_run_to(&chip, start + 500 * PS_PER_MS);
        wr(&chip, RTC_CR, cr | rows[i].bit);
        expect_rd(&chip, RTC_CR, cr);
        expect_rd(&chip, RTC_TR, rows[i].tr);
        chip_run_to(&chip, start + PS_PER_S + PS_PER_MS);
        expect_rd(&chip, RTC_TR, rows[i].next_tr);
        expect_rd(&chip, RTC_DR, rows[i].next_dr);
    }
}

/* SUBFS delays by its fraction of a second, ADD1S makes up for one. */
static void shift(void **state)
{
    (void)state;
    uint64_t start = rtc_set(&chip, LSE_HZ, LSE_PRER, CR_BYPSHAD, 0, 0x182101);
    chip_run_to(&chip, start + 500 * PS_PER_MS + PS_PER_MS);
    expect_rd(&chip, RTC_SSR, 0x7F);
    wr(&chip, RTC_SHIFTR, 64);
    assert_true(rd(&chip, RTC_ISR) & ISR_SHPF);
    wr(&chip, RTC_SHIFTR, 64); /* one at a time */
    expect_rd(&chip, RTC_SSR, 0x7F + 64);
    run_ps(&chip, PS_PER_MS);
    assert_false(rd(&chip, RTC_ISR) & ISR_SHPF);
    EXPECT_CHANGE(&chip, start + PS_PER_S + PS_PER_S / 4, RTC_TR, ~0u, 0, 1);
    wr(&chip, RTC_SHIFTR, 1u << 31 | 64);
    expect_rd(&chip, RTC_TR, 2);
    expect_rd(&chip, RTC_SSR, 0xFF + 64);
    EXPECT_CHANGE(&chip, start + 2 * PS_PER_S + PS_PER_S / 2, RTC_TR, ~0u, 2,
                  3);
}

/* RM0367 27.4.12: 2^20 cycles of the calendar take CALM more cycles of RTCCLK,
 * and 512 less with CALP. */
static void calibration(void **state)
{
    (void)state;
    static const struct {
        uint32_t calr;
        int32_t more;
    } rows[] = {{0, 0}, {0x1FF, 511}, {0x8000, -512}, {0x8100, -256}};
    for (unsigned i = 0; i < 4; i++) {
        rtc_chip(&chip, LSE_HZ);
        wr(&chip, RTC_CALR, rows[i].calr);
        assert_true(rd(&chip, RTC_ISR) & ISR_RECALPF);
        wr(&chip, RTC_CALR, 1); /* blocked */
        expect_rd(&chip, RTC_CALR, rows[i].calr);
        uint64_t start =
            rtc_set(&chip, LSE_HZ, LSE_PRER, CR_BYPSHAD, 0, 0x182101);
        uint64_t ticks = (uint64_t)((1 << 20) + rows[i].more);
        EXPECT_CHANGE(&chip, start + rtc_ticks(LSE_HZ, ticks), RTC_TR, ~0u,
                      0x000031, 0x000032);
        assert_false(rd(&chip, RTC_ISR) & ISR_RECALPF);
    }
}

/* CALP needs PREDIV_A of 3 or more, as an L072 showed (community.st.com:
 * RTC smooth calibration on STM32L072CZ). */
static void calp_needs_a_prescaler(void **state)
{
    (void)state;
    static const struct {
        uint32_t prediv_a, calr;
    } rows[] = {{0, 0x1FB}, {2, 0x1FB}, {3, 0x81FB}, {31, 0x81FB}};
    for (unsigned i = 0; i < 4; i++) {
        rtc_set(&chip, LSE_HZ, rows[i].prediv_a << 16 | 0x3FF, 0, 0, 0x182101);
        run_ps(&chip, 20 * PS_PER_MS);
        wr(&chip, RTC_CALR, 0x81FB);
        expect_rd(&chip, RTC_CALR, rows[i].calr);
        run_ps(&chip, 20 * PS_PER_MS);
    }
}

/* --- cost --- */

/* A calendar that runs makes no events, whoever reads it. */
static void nothing_is_due(void **state)
{
    (void)state;
    assert_int_equal(chip.due_cycle, NEVER);
    rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0, 0x182101);
    assert_int_equal(chip.due_cycle, NEVER);
    run_ps(&chip, 1000 * PS_PER_S);
    expect_rd(&chip, RTC_TR, 0x001639);
    assert_int_equal(chip.due_cycle, NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(second_minute_hour_day, setup),
        cmocka_unit_test_setup(month_lengths, setup),
        cmocka_unit_test_setup(leap_years_and_year_ends, setup),
        cmocka_unit_test_setup(twelve_hours, setup),
        cmocka_unit_test_setup(long_times, setup),
        cmocka_unit_test_setup(prescalers, setup),
        cmocka_unit_test_setup(sub_seconds, setup),
        cmocka_unit_test_setup(init_mode_stops_the_calendar, setup),
        cmocka_unit_test_setup(clock_stops, setup),
        cmocka_unit_test_setup(system_reset, setup),
        cmocka_unit_test_setup(reads_hold_what_follows, setup),
        cmocka_unit_test_setup(bypshad_holds_nothing, setup),
        cmocka_unit_test_setup(shadow_lags, setup),
        cmocka_unit_test_setup(after_init_the_shadow_is_old, setup),
        cmocka_unit_test_setup(after_stop_the_shadow_is_old, setup),
        cmocka_unit_test_setup(summer_time, setup),
        cmocka_unit_test_setup(shift, setup),
        cmocka_unit_test_setup(calibration, setup),
        cmocka_unit_test_setup(calp_needs_a_prescaler, setup),
        cmocka_unit_test_setup(nothing_is_due, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

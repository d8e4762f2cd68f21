/* SPDX-License-Identifier: MIT
 *
 * RTC: the wake-up timer, from its registers to the interrupt, and what it
 * ends: Stop and Standby.
 */
#include "tests/chip/block/rtc_fixture.h"

enum { WAKEUP_LINE = 1 << 20 };

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    rtc_chip(&chip, LSE_HZ);
    return 0;
}

static void set_timer(uint32_t wut, uint32_t cr)
{
    wr(&chip, RTC_CR, 0);
    run_ps(&chip, PS_PER_MS);
    wr(&chip, RTC_WUTR, wut);
    wr(&chip, RTC_ISR, ~(uint32_t)(ISR_WUTF | ISR_INIT));
    wr(&chip, RTC_CR, cr | CR_WUTE);
}

/* Expects the flag `ticks` of LSE after an edge, clears it, and expects it
 * again as much later. */
static void expect_period(uint64_t edge, uint64_t ticks)
{
    for (unsigned i = 1; i < 4; i++) {
        EXPECT_CHANGE(&chip, edge + rtc_ticks(LSE_HZ, i * ticks), RTC_ISR,
                      ISR_WUTF, 0, ISR_WUTF);
        wr(&chip, RTC_ISR, ~(uint32_t)(ISR_WUTF | ISR_INIT));
    }
}

/* WUT + 1 cycles of RTCCLK / 16, 8, 4, 2. */
static void on_rtcclk(void **state)
{
    (void)state;
    static const uint32_t wuts[] = {1, 2, 99, 0xFFFF};
    for (uint32_t wucksel = 0; wucksel < 4; wucksel++)
        for (unsigned i = 0; i < 4; i++) {
            set_timer(wuts[i], wucksel);
            expect_period(rtc_edge(&chip, LSE_HZ, 0),
                          (wuts[i] + 1) * (16u >> wucksel));
        }
}

/* WUT + 1 seconds of the calendar; WUCKSEL = 11x adds 2^16. */
static void on_seconds(void **state)
{
    (void)state;
    static const struct {
        uint32_t wucksel, wut;
        uint64_t seconds;
    } rows[] = {
        {4, 0, 1},       {4, 9, 10},       {5, 1, 2}, {4, 0xFFFF, 0x10000},
        {6, 0, 0x10001}, {7, 99, 0x10064},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        wr(&chip, RTC_CR, 0);
        run_ps(&chip, PS_PER_MS);
        uint64_t start = rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0, 0x182101);
        set_timer(rows[i].wut, rows[i].wucksel);
        expect_period(start, rows[i].seconds * LSE_HZ);
    }
}

/* A flag that stays set for a while does not move the period. */
static void the_period_stays(void **state)
{
    (void)state;
    set_timer(2047, 0);
    uint64_t edge = rtc_edge(&chip, LSE_HZ, 0);
    chip_run_to(&chip, edge + 3 * PS_PER_S + PS_PER_S / 2);
    wr(&chip, RTC_ISR, ~(uint32_t)(ISR_WUTF | ISR_INIT));
    EXPECT_CHANGE(&chip, edge + 4 * PS_PER_S, RTC_ISR, ISR_WUTF, 0, ISR_WUTF);
}

/* The timer goes on in INIT mode on RTCCLK, and stands still on seconds. */
static void init_mode(void **state)
{
    (void)state;
    for (uint32_t wucksel = 0; wucksel <= 4; wucksel += 4) {
        set_timer(wucksel ? 0 : 2047, wucksel);
        rtc_enter_init(&chip);
        run_ps(&chip, 10 * PS_PER_S);
        assert_int_equal(!!(rd(&chip, RTC_ISR) & ISR_WUTF), !wucksel);
        wr(&chip, RTC_ISR, ~(uint32_t)(ISR_WUTF | ISR_INIT));
        run_ps(&chip, PS_PER_S + PS_PER_MS);
        assert_true(rd(&chip, RTC_ISR) & ISR_WUTF);
    }
}

static void interrupt(void **state)
{
    (void)state;
    wr(&chip, EXTI_RTSR, WAKEUP_LINE);
    wr(&chip, EXTI_IMR, WAKEUP_LINE);
    set_timer(2047, 0);
    run_ps(&chip, 2 * PS_PER_S);
    expect_rd(&chip, EXTI_PR, 0);
    set_timer(2047, CR_WUTIE);
    run_ps(&chip, 2 * PS_PER_S);
    expect_rd(&chip, EXTI_PR, WAKEUP_LINE);
    assert_true(irq_line(&chip, IRQ_RTC));
}

/* --- cost --- */

static void cost(void **state)
{
    (void)state;
    set_timer(2047, 0);
    assert_int_not_equal(chip.due_cycle, NEVER);
    run_ps(&chip, 2 * PS_PER_S);
    assert_int_equal(chip.due_cycle, NEVER); /* the flag is set already */
    wr(&chip, RTC_ISR, ~(uint32_t)(ISR_WUTF | ISR_INIT));
    assert_int_not_equal(chip.due_cycle, NEVER);
    wr(&chip, RTC_CR, 0);
    assert_int_equal(chip.due_cycle, NEVER);
}

/* --- low power --- */

static void expect_awake(uint64_t ps)
{
    chip_run_to(&chip, ps - PS_PER_US);
    assert_true(chip.cpu.sleeping);
    chip_run_to(&chip, ps + 40 * PS_PER_US);
    assert_int_equal(chip.cpu.ipsr, EXCEPTION_IRQ0 + IRQ_RTC);
}

/* Stop on both clocks, again and again, as ST's PWR_STOP_RTC does it: the
 * handler clears the flags and sleeps on. */
static void ends_stop_again_and_again(void **state)
{
    (void)state;
    static const unsigned clocks[] = {LSI_HZ, LSE_HZ};
    for (unsigned i = 0; i < 2; i++) {
        unsigned hz = clocks[i];
        rtc_chip(&chip, hz);
        wr(&chip, EXTI_RTSR, WAKEUP_LINE);
        wr(&chip, EXTI_IMR, WAKEUP_LINE);
        wr(&chip, NVIC_ISER, 1 << IRQ_RTC);
        set_timer(9999, CR_WUTIE);
        uint64_t edge = rtc_edge(&chip, hz, 0);
        for (unsigned n = 1; n < 4; n++) {
            rtc_deep_sleep(&chip);
            expect_awake(edge + rtc_ticks(hz, n * 160000ull));
            wr(&chip, RTC_ISR, ~(uint32_t)(ISR_WUTF | ISR_INIT));
            wr(&chip, EXTI_PR, WAKEUP_LINE);
            chip.cpu.ipsr = 0;
            nvic_deactivate(&chip, EXCEPTION_IRQ0 + IRQ_RTC);
        }
    }
}

/* RTCCLK from HSE ends with HSE, in Stop and in Standby. */
static void hse_does_not_go_on(void **state)
{
    (void)state;
    static const uint32_t modes[] = {0, CR_PDDS};
    for (unsigned i = 0; i < 2; i++) {
        fixture_chip(&chip);
        rtc_allow(&chip, true);
        rtc_unlock(&chip);
        wr(&chip, RCC_CR, 0x350100); /* MSI, HSE bypass, / 16 */
        run_us(&chip, 10);
        wr(&chip, RCC_CSR, RTCSEL_HSE | RTCEN);
        wr(&chip, EXTI_RTSR, WAKEUP_LINE);
        wr(&chip, EXTI_IMR, WAKEUP_LINE);
        wr(&chip, NVIC_ISER, 1 << IRQ_RTC);
        set_timer(9999, CR_WUTIE);
        wr(&chip, PWR_CR, CR_VOS2 | CR_DBP | modes[i]);
        uint32_t resets = chip.reset.count;
        rtc_deep_sleep(&chip);
        run_ps(&chip, 10 * PS_PER_S);
        assert_true(chip.cpu.sleeping);
        assert_int_equal(chip.reset.count, resets);
    }
}

/* Standby on both clocks; the next round needs the flag cleared only. */
static void ends_standby(void **state)
{
    (void)state;
    static const unsigned clocks[] = {LSI_HZ, LSE_HZ};
    for (unsigned i = 0; i < 2; i++) {
        unsigned hz = clocks[i];
        rtc_chip(&chip, hz);
        set_timer(9999, CR_WUTIE);
        uint64_t edge = rtc_edge(&chip, hz, 0);
        wr(&chip, PWR_CR, CR_VOS2 | CR_DBP | CR_PDDS | CR_CWUF);
        wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) | RMVF);
        rtc_deep_sleep(&chip);
        EXPECT_RESET_AT(&chip, edge + rtc_ticks(hz, 160000), RESET_STANDBY);
        assert_int_equal(rd(&chip, RCC_CSR) >> 24, 0);
        wr(&chip, RCC_APB1ENR, PWREN);
        assert_int_equal(rd(&chip, PWR_CSR) & (CSR_WUF | CSR_SBF),
                         CSR_WUF | CSR_SBF);
        assert_true(rd(&chip, RTC_ISR) & ISR_WUTF);
        assert_int_equal(chip.reset.last, RESET_STANDBY);
    }
}

/* A flag that is still set makes no new edge: Standby then lasts (RM0367 6.3.9
 * wants it cleared before WUF). */
static void an_old_flag_ends_nothing(void **state)
{
    (void)state;
    set_timer(2047, CR_WUTIE);
    run_ps(&chip, 2 * PS_PER_S);
    uint32_t resets = chip.reset.count;
    wr(&chip, PWR_CR, CR_VOS2 | CR_DBP | CR_PDDS | CR_CWUF);
    rtc_deep_sleep(&chip);
    run_ps(&chip, 10 * PS_PER_S);
    assert_int_equal(chip.reset.count, resets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(on_rtcclk, setup),
        cmocka_unit_test_setup(on_seconds, setup),
        cmocka_unit_test_setup(the_period_stays, setup),
        cmocka_unit_test_setup(init_mode, setup),
        cmocka_unit_test_setup(interrupt, setup),
        cmocka_unit_test_setup(cost, setup),
        cmocka_unit_test_setup(ends_stop_again_and_again, setup),
        cmocka_unit_test_setup(hse_does_not_go_on, setup),
        cmocka_unit_test_setup(ends_standby, setup),
        cmocka_unit_test_setup(an_old_flag_ends_nothing, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

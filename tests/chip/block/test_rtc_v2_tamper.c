/* SPDX-License-Identifier: MIT
 *
 * RTC: tamper detection and time stamps, from the pins to the interrupt.
 */
#include "tests/chip/block/rtc_fixture.h"

enum {
    TAMPIE = 1 << 2,
    TAMPTS = 1 << 7,
    TAMPER_LINE = 1 << 19,
    B1 = 13,
};

/* Bits of TAMPCR and ISR, by input. */
static const struct {
    unsigned port, pin;
    uint32_t e, trg, ie, noerase, mf, flag;
} inputs[] = {
    {GPIO_C, 13, 1 << 0, 1 << 1, 1 << 16, 1 << 17, 1 << 18, 1 << 13},
    {GPIO_A, 0, 1 << 3, 1 << 4, 1 << 19, 1 << 20, 1 << 21, 1 << 14},
    {GPIO_E, 6, 1 << 5, 1 << 6, 1 << 22, 1 << 23, 1 << 24, 1 << 15},
};

enum { INPUTS = 3, TAMPERS = 7 << 13 };

static struct chip chip;

static int setup(void **state)
{
    (void)state;
    rtc_chip(&chip, LSE_HZ);
    return 0;
}

static void drive(unsigned input, bool level)
{
    chip_pin_drive(&chip, inputs[input].port, inputs[input].pin, level);
}

static uint32_t flags(void)
{
    return rd(&chip, RTC_ISR) & 0xFF00;
}

static void clear_flags(void)
{
    wr(&chip, RTC_ISR, ~(uint32_t)(0xFF00 | ISR_INIT));
}

/* --- tamper --- */

/* Each input has its edge, as TAMPxTRG says, and erases the backup registers.
 * TAMPCR needs no key. */
static void edges(void **state)
{
    (void)state;
    wr(&chip, RTC_WPR, 0);
    for (unsigned i = 0; i < INPUTS; i++)
        for (unsigned fall = 0; fall < 2; fall++) {
            drive(i, fall);
            wr(&chip, RTC_TAMPCR, inputs[i].e | (fall ? inputs[i].trg : 0));
            wr(&chip, RTC_BKP0R, 0xCAFE);
            wr(&chip, RTC_BKP0R + 16, 0xCAFE);
            assert_int_equal(flags(), 0);
            drive(i, !fall);
            assert_int_equal(flags(), inputs[i].flag);
            expect_rd(&chip, RTC_BKP0R, 0);
            expect_rd(&chip, RTC_BKP0R + 16, 0);
            clear_flags();
            wr(&chip, RTC_BKP0R, 0xCAFE);
            drive(i, fall); /* the other edge */
            assert_int_equal(flags(), 0);
            expect_rd(&chip, RTC_BKP0R, 0xCAFE);
            wr(&chip, RTC_TAMPCR, 0);
            drive(i, !fall); /* off */
            assert_int_equal(flags(), 0);
        }
}

/* RM0367 27.4.14: a level that is there before the input is enabled counts. */
static void active_before_it_is_enabled(void **state)
{
    (void)state;
    for (unsigned i = 0; i < INPUTS; i++)
        for (unsigned fall = 0; fall < 2; fall++) {
            drive(i, !fall);
            wr(&chip, RTC_TAMPCR, inputs[i].e | (fall ? inputs[i].trg : 0));
            assert_int_equal(flags(), inputs[i].flag);
            wr(&chip, RTC_TAMPCR, 0);
            clear_flags();
        }
}

static void no_erase_and_mask_flag(void **state)
{
    (void)state;
    for (unsigned i = 0; i < INPUTS; i++) {
        drive(i, false);
        wr(&chip, RTC_BKP0R, 0xCAFE);
        wr(&chip, RTC_TAMPCR, inputs[i].e | inputs[i].noerase);
        drive(i, true);
        assert_int_equal(flags(), inputs[i].flag);
        expect_rd(&chip, RTC_BKP0R, 0xCAFE);
        clear_flags();
        wr(&chip, RTC_TAMPCR, inputs[i].e | inputs[i].mf);
        drive(i, false);
        drive(i, true);
        assert_int_equal(flags(), 0);
        expect_rd(&chip, RTC_BKP0R, 0xCAFE);
        wr(&chip, RTC_TAMPCR, 0);
    }
}

/* TAMPxIE for each, TAMPIE for all; both on EXTI 19. */
static void tamper_interrupts(void **state)
{
    (void)state;
    wr(&chip, EXTI_RTSR, TAMPER_LINE);
    wr(&chip, EXTI_IMR, TAMPER_LINE);
    for (unsigned i = 0; i < INPUTS; i++) {
        const uint32_t enables[] = {0, inputs[(i + 1) % INPUTS].ie,
                                    inputs[i].ie, TAMPIE};
        for (unsigned k = 0; k < 4; k++) {
            drive(i, false);
            wr(&chip, RTC_TAMPCR, inputs[i].e | enables[k]);
            drive(i, true);
            expect_rd(&chip, EXTI_PR, k >= 2 ? TAMPER_LINE : 0);
            assert_int_equal(irq_line(&chip, IRQ_RTC), k >= 2);
            clear_flags();
            wr(&chip, EXTI_PR, TAMPER_LINE);
        }
        wr(&chip, RTC_TAMPCR, 0);
    }
}

/* A tamper ends Standby. */
static void tamper_ends_standby(void **state)
{
    (void)state;
    drive(0, false);
    wr(&chip, RTC_TAMPCR, inputs[0].e | inputs[0].ie);
    wr(&chip, PWR_CR, CR_VOS2 | CR_DBP | CR_PDDS | CR_CWUF);
    rtc_deep_sleep(&chip);
    uint32_t resets = chip.reset.count;
    run_ps(&chip, PS_PER_S);
    assert_int_equal(chip.reset.count, resets);
    drive(0, true);
    run_cycles(&chip, 1);
    assert_int_equal(chip.reset.last, RESET_STANDBY);
    assert_int_equal(flags(), inputs[0].flag);
}

/* The detection of levels has no model. */
static void filters_are_reported(void **state)
{
    (void)state;
    watch_firmware(&chip);
    wr(&chip, RTC_TAMPCR, inputs[0].e | inputs[0].trg);
    assert_false(reported_unmodelled(&chip, RTC_TAMPCR));
    wr(&chip, RTC_TAMPCR, 1 << 11);
    assert_true(reported_unmodelled(&chip, RTC_TAMPCR));
}

/* --- time stamps --- */

/* PC13 stamps date and time at its edge; the second one only sets TSOVF. */
static void time_stamp(void **state)
{
    (void)state;
    for (unsigned fall = 0; fall < 2; fall++) {
        drive(0, fall);
        wr(&chip, RTC_CR, 0);
        uint64_t start =
            rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x123456, 0x184215);
        wr(&chip, RTC_CR, CR_TSE | (fall ? CR_TSEDGE : 0));
        assert_int_equal(flags(), 0); /* only edges count */
        chip_run_to(&chip, start + 10 * PS_PER_S + 501 * PS_PER_MS);
        drive(0, !fall);
        assert_int_equal(flags(), ISR_TSF);
        run_ps(&chip, PS_PER_S);
        drive(0, fall); /* the other edge */
        assert_int_equal(flags(), ISR_TSF);
        drive(0, !fall);
        assert_int_equal(flags(), ISR_TSF | ISR_TSOVF);
        expect_rd(&chip, RTC_TSTR, 0x123506);
        expect_rd(&chip, RTC_TSDR, 0x4215); /* no year */
        expect_rd(&chip, RTC_TSSSR, 0x7F);
        wr(&chip, RTC_ISR, ~(uint32_t)(ISR_TSF | ISR_INIT));
        assert_int_equal(flags(), ISR_TSOVF);
        expect_rd(&chip, RTC_TSTR, 0);
        expect_rd(&chip, RTC_TSDR, 0);
        expect_rd(&chip, RTC_TSSSR, 0);
        clear_flags();
    }
}

/* TAMPTS stamps a tamper, without TSE. */
static void tamper_is_stamped(void **state)
{
    (void)state;
    rtc_set(&chip, LSE_HZ, LSE_PRER, 0, 0x123456, 0x184215);
    drive(1, false);
    wr(&chip, RTC_TAMPCR, TAMPTS | inputs[1].e);
    drive(1, true);
    assert_int_equal(flags(), ISR_TSF | inputs[1].flag);
    expect_rd(&chip, RTC_TSTR, 0x123456);
}

static void time_stamp_interrupts(void **state)
{
    (void)state;
    wr(&chip, EXTI_RTSR, TAMPER_LINE);
    wr(&chip, EXTI_IMR, TAMPER_LINE);
    for (unsigned enabled = 0; enabled < 2; enabled++) {
        drive(0, false);
        wr(&chip, RTC_CR, CR_TSE | (enabled ? CR_TSIE : 0));
        drive(0, true);
        expect_rd(&chip, EXTI_PR, enabled ? TAMPER_LINE : 0);
        clear_flags();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(edges, setup),
        cmocka_unit_test_setup(active_before_it_is_enabled, setup),
        cmocka_unit_test_setup(no_erase_and_mask_flag, setup),
        cmocka_unit_test_setup(tamper_interrupts, setup),
        cmocka_unit_test_setup(tamper_ends_standby, setup),
        cmocka_unit_test_setup(filters_are_reported, setup),
        cmocka_unit_test_setup(time_stamp, setup),
        cmocka_unit_test_setup(tamper_is_stamped, setup),
        cmocka_unit_test_setup(time_stamp_interrupts, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

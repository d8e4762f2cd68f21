/* SPDX-License-Identifier: MIT
 *
 * RTC domain: what gates a write, what survives which reset, the INIT and RSF
 * handshakes.
 */
#include "tests/chip/block/rtc_fixture.h"

/* Unlocked, clocked by the LSI, in INIT mode. */
static void init_mode(struct chip *chip)
{
    rtc_chip(chip, LSI_HZ);
    rtc_enter_init(chip);
}

static void test_backup_needs_dbp_only(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, RTC_BKP0R, 1);
    expect_rd(&chip, RTC_BKP0R, 0);
    rtc_allow(&chip, true);
    for (uint32_t i = 0; i < 5; i++)
        wr(&chip, RTC_BKP0R + 4 * i, 0xB0B00000 + i);
    rtc_allow(&chip, false);
    wr(&chip, RTC_BKP0R, 1);
    for (uint32_t i = 0; i < 5; i++)
        expect_rd(&chip, RTC_BKP0R + 4 * i, 0xB0B00000 + i);
}

static void test_write_protection(void **state)
{
    (void)state;
    static const struct {
        uint8_t keys[4];
        unsigned count;
        bool dbp, open;
    } rows[] = {
        {{0}, 0, true, false},
        {{0xCA}, 1, true, false},
        {{0xCA, 0x53}, 2, true, true},
        {{0xCA, 0x53}, 2, false, false},
        {{0x53, 0xCA}, 2, true, false},
        {{0xCA, 0x54}, 2, true, false},
        {{0xCA, 0xCA, 0x53}, 3, true, true},
        {{0xCA, 0x00, 0x53}, 3, true, false},
        {{0xCA, 0x53, 0x00}, 3, true, false},
        {{0xCA, 0x53, 0xCA, 0x53}, 4, true, true},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        fixture_chip(&chip);
        rtc_allow(&chip, rows[i].dbp);
        for (unsigned k = 0; k < rows[i].count; k++)
            wr(&chip, RTC_WPR, rows[i].keys[k]);
        wr(&chip, RTC_CR, CR_BKP);
        expect_rd(&chip, RTC_CR, rows[i].open ? CR_BKP : 0);
    }
}

/* Calendar, prescaler, FMT and REFCKON stay as they are outside INIT mode. */
static void test_calendar_needs_init_mode(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    rtc_allow(&chip, true);
    rtc_unlock(&chip);
    wr(&chip, RTC_TR, 0x00123456);
    wr(&chip, RTC_DR, 0x00180315);
    wr(&chip, RTC_PRER, 0);
    wr(&chip, RTC_CR, CR_FMT | CR_BKP);
    expect_rd(&chip, RTC_TR, 0);
    expect_rd(&chip, RTC_DR, 0x2101);
    expect_rd(&chip, RTC_PRER, 0x7F00FF);
    expect_rd(&chip, RTC_CR, CR_BKP);
}

/* INITF comes two RTCCLK cycles after INIT, RSF two after leaving it. */
static void test_handshakes(void **state)
{
    (void)state;
    const uint64_t two_cycles = 2 * PS_PER_S / LSI_HZ;
    struct chip chip;
    init_mode(&chip);
    wr(&chip, RTC_DR, 0x00180315);
    wr(&chip, RTC_ISR, 0);
    uint64_t left = clock_ps(&chip);
    expect_rd(&chip, RTC_ISR, 7 | ISR_INITS);
    EXPECT_CHANGE(&chip, left + two_cycles, RTC_ISR, ISR_RSF, 0, ISR_RSF);
    wr(&chip, RTC_ISR, ISR_INIT | ISR_RSF);
    uint64_t entered = clock_ps(&chip);
    EXPECT_CHANGE(&chip, entered + two_cycles, RTC_ISR, ISR_INITF, 0,
                  ISR_INITF);
    expect_rd(&chip, RTC_ISR, 7 | ISR_INITS | ISR_INITF | ISR_INIT);
    wr(&chip, RTC_ISR, ISR_INIT | ISR_RSF); /* again: nothing starts over */
    expect_rd(&chip, RTC_ISR, 7 | ISR_INITS | ISR_INITF | ISR_INIT);
}

/* RSF cleared by software comes back after the next synchronisation. */
static void test_rsf(void **state)
{
    (void)state;
    struct chip chip;
    init_mode(&chip);
    wr(&chip, RTC_ISR, 0);
    run_ps(&chip, PS_PER_MS);
    wr(&chip, RTC_ISR, ISR_RSF); /* rc_w0: stays */
    expect_rd(&chip, RTC_ISR, 7 | ISR_RSF);
    wr(&chip, RTC_ISR, 0);
    uint64_t cleared = clock_ps(&chip);
    EXPECT_CHANGE(&chip, cleared + 2 * PS_PER_S / LSI_HZ, RTC_ISR, ISR_RSF, 0,
                  ISR_RSF);
}

/* RTCCLK from HSE: divided by 2, 4, 8, 16 as RTCPRE says; never without
 * RTCEN. */
static void test_rtcclk_from_hse(void **state)
{
    (void)state;
    for (uint32_t rtcpre = 0; rtcpre < 4; rtcpre++) {
        struct chip chip;
        fixture_chip(&chip);
        sleep_core(&chip);
        rtc_allow(&chip, true);
        rtc_unlock(&chip);
        wr(&chip, 0x40021000, 0x50100 | rtcpre << 20); /* MSI, HSE bypass */
        run_us(&chip, 10);
        wr(&chip, RCC_CSR, 3 << 16);
        wr(&chip, RTC_ISR, ISR_INIT);
        run_ps(&chip, PS_PER_MS);
        assert_false(rd(&chip, RTC_ISR) & ISR_INITF);
        uint64_t start = clock_ps(&chip);
        wr(&chip, RCC_CSR, 3 << 16 | RTCEN);
        uint64_t period = (2u << rtcpre) * (PS_PER_S / 8000000);
        EXPECT_CHANGE(&chip, start + 2 * period, RTC_ISR, ISR_INITF, 0,
                      ISR_INITF);
    }
}

/* Without RTCCLK no handshake ends; when the clock comes they do. */
static void test_handshakes_need_rtcclk(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    rtc_allow(&chip, true);
    rtc_unlock(&chip);
    wr(&chip, RTC_ISR, ISR_INIT);
    run_ps(&chip, PS_PER_S);
    expect_rd(&chip, RTC_ISR, 7 | ISR_INIT);
    wr(&chip, RCC_CSR, LSION | RTCSEL_LSI | RTCEN);
    run_ps(&chip, PS_PER_MS);
    expect_rd(&chip, RTC_ISR, 7 | ISR_INIT | ISR_INITF);
}

/* No VBAT: lost with the supply, kept over everything else. */
static void test_resets(void **state)
{
    (void)state;
    static const struct {
        enum reset_kind kind;
        bool kept;
    } rows[] = {
        {RESET_POWER, false}, {RESET_DIP, false},      {RESET_PIN, true},
        {RESET_SYSTEM, true}, {RESET_IWDG, true},      {RESET_WWDG, true},
        {RESET_OPTION, true}, {RESET_LOW_POWER, true}, {RESET_STANDBY, true},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        init_mode(&chip);
        wr(&chip, RTC_TR, 0x00123456);
        wr(&chip, RTC_CR, CR_BKP | CR_BYPSHAD);
        wr(&chip, RTC_ALRMAR, 0x12345678);
        wr(&chip, RTC_BKP0R + 16, 0xCAFE);
        do_reset(&chip, rows[i].kind);
        expect_rd(&chip, RTC_TR, rows[i].kept ? 0x00123456 : 0);
        expect_rd(&chip, RTC_CR, rows[i].kept ? CR_BKP | CR_BYPSHAD : 0);
        expect_rd(&chip, RTC_ALRMAR, rows[i].kept ? 0x12345678 : 0);
        expect_rd(&chip, RTC_BKP0R + 16, rows[i].kept ? 0xCAFE : 0);
        assert_int_equal(rd(&chip, RTC_ISR) & (ISR_INIT | ISR_INITF), 0);
    }
}

/* A system reset locks again: DBP and the keys are both needed anew. */
static void test_locked_after_reset(void **state)
{
    (void)state;
    struct chip chip;
    init_mode(&chip);
    do_reset(&chip, RESET_SYSTEM);
    wr(&chip, RTC_BKP0R, 1);
    expect_rd(&chip, RTC_BKP0R, 0);
    rtc_allow(&chip, true);
    wr(&chip, RTC_CR, CR_BKP);
    expect_rd(&chip, RTC_CR, 0);
}

static void test_rtcrst(void **state)
{
    (void)state;
    struct chip chip;
    init_mode(&chip);
    wr(&chip, RTC_BKP0R, 0xCAFE);
    wr(&chip, RTC_TR, 0x00123456);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) | RTCRST);
    wr(&chip, RCC_CSR, rd(&chip, RCC_CSR) & ~(uint32_t)RTCRST);
    expect_rd(&chip, RTC_BKP0R, 0);
    expect_rd(&chip, RTC_TR, 0);
    expect_rd(&chip, RTC_DR, 0x2101);
}

/* What may be written while its alarm, or the wake-up timer, is off: the flag
 * comes back two cycles of RTCCLK after the enable bit is cleared. */
static void test_write_flags(void **state)
{
    (void)state;
    static const struct {
        uint32_t enable, flag, reg, written, kept;
    } rows[] = {
        {CR_ALRAE, ISR_ALRAWF, RTC_ALRMAR, 0x12345678, 0},
        {CR_ALRAE, ISR_ALRAWF, RTC_ALRMASSR, 0x05001234, 0},
        {CR_ALRBE, ISR_ALRBWF, RTC_ALRMBR, 0x12345678, 0},
        {CR_ALRBE, ISR_ALRBWF, RTC_ALRMBSSR, 0x05001234, 0},
        {CR_WUTE, ISR_WUTWF, RTC_WUTR, 0x00001234, 0xFFFF},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        rtc_chip(&chip, LSI_HZ);
        wr(&chip, RTC_CR, rows[i].enable);
        expect_rd(&chip, RTC_ISR, (7 | ISR_RSF) & ~rows[i].flag);
        wr(&chip, rows[i].reg, rows[i].written);
        expect_rd(&chip, rows[i].reg, rows[i].kept);
        wr(&chip, RTC_CR, 0);
        uint64_t off = clock_ps(&chip);
        wr(&chip, rows[i].reg, rows[i].written);
        expect_rd(&chip, rows[i].reg, rows[i].kept);
        EXPECT_CHANGE(&chip, off + 2 * PS_PER_S / LSI_HZ, RTC_ISR, rows[i].flag,
                      0, rows[i].flag);
        wr(&chip, rows[i].reg, rows[i].written);
        expect_rd(&chip, rows[i].reg, rows[i].written);
    }
}

/* WUCKSEL is written while the wake-up timer is off, and with WUTE. */
static void test_wucksel(void **state)
{
    (void)state;
    struct chip chip;
    rtc_chip(&chip, LSI_HZ);
    wr(&chip, RTC_CR, CR_WUTE | 5);
    expect_rd(&chip, RTC_CR, CR_WUTE | 5);
    wr(&chip, RTC_CR, CR_WUTE | 2);
    expect_rd(&chip, RTC_CR, CR_WUTE | 5);
    wr(&chip, RTC_CR, 2);
    expect_rd(&chip, RTC_CR, 5);
    run_ps(&chip, PS_PER_MS);
    wr(&chip, RTC_CR, 2);
    expect_rd(&chip, RTC_CR, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backup_needs_dbp_only),
        cmocka_unit_test(test_write_protection),
        cmocka_unit_test(test_calendar_needs_init_mode),
        cmocka_unit_test(test_handshakes),
        cmocka_unit_test(test_handshakes_need_rtcclk),
        cmocka_unit_test(test_rsf),
        cmocka_unit_test(test_rtcclk_from_hse),
        cmocka_unit_test(test_resets),
        cmocka_unit_test(test_locked_after_reset),
        cmocka_unit_test(test_rtcrst),
        cmocka_unit_test(test_write_flags),
        cmocka_unit_test(test_wucksel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * RTC domain: what gates a write, what survives which reset, the INIT and RSF
 * handshakes.
 */
#include "tests/chip/block.h"

enum {
    RTC_TR = 0x40002800,
    RTC_DR = 0x40002804,
    RTC_CR = 0x40002808,
    RTC_ISR = 0x4000280C,
    RTC_PRER = 0x40002810,
    RTC_WUTR = 0x40002814,
    RTC_WPR = 0x40002824,
    RTC_BKP0R = 0x40002850,
    PWR_CR = 0x40007000,
    RCC_APB1ENR = 0x40021038,
    RCC_CSR = 0x40021050,
    PWREN = 1 << 28,
    DBP = 1 << 8,
    VOS2 = 1 << 12,
    CR_BKP = 1 << 18,
    CR_FMT = 1 << 6,
    CR_WUTE = 1 << 10,
    ISR_INITS = 1 << 4,
    ISR_RSF = 1 << 5,
    ISR_INITF = 1 << 6,
    ISR_INIT = 1 << 7,
    LSION = 1,
    RTCSEL_LSI = 2 << 16,
    RTCEN = 1 << 18,
    RTCRST = 1 << 19,
    LSI_HZ = 37000,
};

static void allow(struct chip *chip, bool dbp)
{
    wr(chip, RCC_APB1ENR, PWREN);
    wr(chip, PWR_CR, VOS2 | (dbp ? DBP : 0));
}

static void unlock(struct chip *chip)
{
    wr(chip, RTC_WPR, 0xCA);
    wr(chip, RTC_WPR, 0x53);
}

/* Unlocked, clocked by the LSI, in INIT mode. */
static void init_mode(struct chip *chip)
{
    fixture_chip(chip);
    sleep_core(chip);
    allow(chip, true);
    unlock(chip);
    wr(chip, RCC_CSR, LSION | RTCSEL_LSI | RTCEN);
    run_ps(chip, PS_PER_MS);
    wr(chip, RTC_ISR, ISR_INIT);
    run_ps(chip, PS_PER_MS);
    assert_true(rd(chip, RTC_ISR) & ISR_INITF);
}

static void test_backup_needs_dbp_only(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    wr(&chip, RTC_BKP0R, 1);
    expect_rd(&chip, RTC_BKP0R, 0);
    allow(&chip, true);
    for (uint32_t i = 0; i < 5; i++)
        wr(&chip, RTC_BKP0R + 4 * i, 0xB0B00000 + i);
    allow(&chip, false);
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
        allow(&chip, rows[i].dbp);
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
    allow(&chip, true);
    unlock(&chip);
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
    expect_rd(&chip, RTC_ISR, 7 | ISR_INITS | ISR_RSF | ISR_INITF | ISR_INIT);
    wr(&chip, RTC_ISR, ISR_INIT | ISR_RSF); /* again: nothing starts over */
    expect_rd(&chip, RTC_ISR, 7 | ISR_INITS | ISR_RSF | ISR_INITF | ISR_INIT);
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
        allow(&chip, true);
        unlock(&chip);
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
    allow(&chip, true);
    unlock(&chip);
    wr(&chip, RTC_ISR, ISR_INIT);
    run_ps(&chip, PS_PER_S);
    expect_rd(&chip, RTC_ISR, 7 | ISR_INIT);
    wr(&chip, RCC_CSR, LSION | RTCSEL_LSI | RTCEN);
    run_ps(&chip, PS_PER_MS);
    expect_rd(&chip, RTC_ISR, 7 | ISR_INIT | ISR_INITF | ISR_RSF);
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
        wr(&chip, RTC_CR, CR_BKP);
        wr(&chip, RTC_BKP0R + 16, 0xCAFE);
        do_reset(&chip, rows[i].kind);
        expect_rd(&chip, RTC_TR, rows[i].kept ? 0x00123456 : 0);
        expect_rd(&chip, RTC_CR, rows[i].kept ? CR_BKP : 0);
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
    allow(&chip, true);
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

static void test_wakeup_flags(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    allow(&chip, true);
    unlock(&chip);
    wr(&chip, RTC_CR, 1 << 8);
    expect_rd(&chip, RTC_ISR, 6);
    wr(&chip, RTC_CR, 1 << 9);
    expect_rd(&chip, RTC_ISR, 5);
    wr(&chip, RTC_CR, CR_WUTE);
    expect_rd(&chip, RTC_ISR, 3);
    wr(&chip, RTC_WUTR, 5); /* only while the wake-up timer is off */
    expect_rd(&chip, RTC_WUTR, 0xFFFF);
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
        cmocka_unit_test(test_wakeup_flags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

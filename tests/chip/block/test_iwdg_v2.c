/* SPDX-License-Identifier: MIT
 *
 * IWDG: keys, update flags, timeouts to the cycle, window, hardware start.
 */
#include "tests/chip/block.h"

enum {
    IWDG_KR = 0x40003000,
    IWDG_PR = 0x40003004,
    IWDG_RLR = 0x40003008,
    IWDG_SR = 0x4000300C,
    IWDG_WINR = 0x40003010,
    RCC_CSR = 0x40021050,
    KEY_UNLOCK = 0x5555,
    KEY_RELOAD = 0xAAAA,
    KEY_START = 0xCCCC,
    PVU = 1,
    RVU = 2,
    WVU = 4,
    LSI_HZ = 37000,
    LSIRDY = 2,
};

static const uint64_t lsi_start_ps = 200 * PS_PER_US;

static uint64_t lsi_cycles(uint64_t n)
{
    return n * PS_PER_S / LSI_HZ;
}

/* Switches the LSI on by LSION and waits for it. */
static void start_lsi(struct chip *chip)
{
    wr(chip, RCC_CSR, 1);
    run_ps(chip, lsi_start_ps);
    assert_true(rd(chip, RCC_CSR) & LSIRDY);
}

/* A watchdog that runs with these settings in force; just reloaded. */
static void running(struct chip *chip, uint32_t pr, uint32_t rlr)
{
    fixture_chip(chip);
    sleep_core(chip);
    start_lsi(chip);
    wr(chip, IWDG_KR, KEY_START);
    wr(chip, IWDG_KR, KEY_UNLOCK);
    wr(chip, IWDG_PR, pr);
    wr(chip, IWDG_RLR, rlr);
    run_ps(chip, lsi_cycles(6));
    expect_rd(chip, IWDG_SR, 0);
    wr(chip, IWDG_KR, KEY_RELOAD);
}

static void test_lock(void **state)
{
    (void)state;
    static const uint32_t locking[] = {0, KEY_RELOAD, KEY_START, 0x1234};
    for (unsigned i = 0; i < 4; i++) {
        struct chip chip;
        fixture_chip(&chip);
        wr(&chip, IWDG_RLR, 5);
        expect_rd(&chip, IWDG_RLR, 0xFFF);
        wr(&chip, IWDG_KR, KEY_UNLOCK);
        wr(&chip, IWDG_KR, locking[i]);
        wr(&chip, IWDG_PR, 3);
        expect_rd(&chip, IWDG_PR, 0);
        expect_rd(&chip, IWDG_SR, 0);
    }
}

/* Without an LSI the flags stay, and a second write is lost and reported. */
static void test_flags_without_lsi(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    watch_firmware(&chip);
    wr(&chip, IWDG_KR, KEY_UNLOCK);
    wr(&chip, IWDG_PR, 6);
    run_ps(&chip, PS_PER_S);
    expect_rd(&chip, IWDG_SR, PVU);
    wr(&chip, IWDG_PR, 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, IWDG_PR);
    expect_rd(&chip, IWDG_PR, 6);
}

/* Five cycles after the LSI got ready, or after the write. */
static void test_flags_with_lsi(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    wr(&chip, IWDG_KR, KEY_UNLOCK);
    wr(&chip, IWDG_RLR, 0x100);
    uint64_t start = clock_ps(&chip);
    wr(&chip, RCC_CSR, 1);
    uint64_t ready =
        clock_ps_at(&chip, clock_cycle_at(&chip, start + lsi_start_ps));
    EXPECT_CHANGE(&chip, ready + lsi_cycles(5), IWDG_SR, 7, RVU, 0);
    uint64_t now = clock_ps(&chip);
    wr(&chip, IWDG_PR, 2);
    EXPECT_CHANGE(&chip, now + lsi_cycles(5), IWDG_SR, 7, PVU, 0);
}

/* LSI off in the middle of an update: the update waits for its return. */
static void test_flags_lsi_off(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    start_lsi(&chip);
    wr(&chip, IWDG_KR, KEY_UNLOCK);
    wr(&chip, IWDG_WINR, 0x100);
    wr(&chip, RCC_CSR, 0);
    run_ps(&chip, PS_PER_S);
    expect_rd(&chip, IWDG_SR, WVU);
    start_lsi(&chip);
    run_ps(&chip, lsi_cycles(5));
    expect_rd(&chip, IWDG_SR, 0);
}

/* The start forces the LSI on; LSION=0 does not stop it. From the reset
 * values: 4096 steps of 4 cycles after the LSI got ready. */
static void test_start(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    uint64_t start = clock_ps(&chip);
    wr(&chip, IWDG_KR, KEY_START);
    EXPECT_CHANGE(&chip, start + lsi_start_ps, RCC_CSR, 3, 0, LSIRDY);
    uint64_t ready = clock_ps(&chip);
    wr(&chip, RCC_CSR, 0);
    assert_true(rd(&chip, RCC_CSR) & LSIRDY);
    EXPECT_RESET_AT(&chip, ready + lsi_cycles(4096 * 4), RESET_IWDG);
    expect_rd(&chip, RCC_CSR, 0x2C000000);
}

static void test_timeouts(void **state)
{
    (void)state;
    static const struct {
        uint32_t pr, rlr, cycles;
    } rows[] = {
        {0, 0, 4},           {0, 1, 8},       {0, 0xFFF, 16384},
        {1, 99, 800},        {2, 999, 16000}, {3, 10, 352},
        {4, 10, 704},        {5, 10, 1408},   {6, 0xFFF, 4096 * 256},
        {7, 0x10, 17 * 256},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        running(&chip, rows[i].pr, rows[i].rlr);
        uint64_t reload = clock_ps(&chip);
        EXPECT_RESET_AT(&chip, reload + lsi_cycles(rows[i].cycles), RESET_IWDG);
    }
}

static void test_refresh_keeps_it_away(void **state)
{
    (void)state;
    struct chip chip;
    running(&chip, 0, 0xFFF); /* 442.8 ms */
    uint32_t resets = chip.reset.count;
    for (unsigned i = 0; i < 10; i++) {
        run_ps(&chip, 440 * PS_PER_MS);
        wr(&chip, IWDG_KR, KEY_RELOAD);
    }
    assert_int_equal(chip.reset.count, resets);
    EXPECT_RESET_AT(&chip, clock_ps(&chip) + lsi_cycles(16384), RESET_IWDG);
}

/* A new RLR counts from the next reload on. */
static void test_rlr_needs_reload(void **state)
{
    (void)state;
    struct chip chip;
    running(&chip, 0, 0xFFF);
    uint64_t reload = clock_ps(&chip);
    wr(&chip, IWDG_KR, KEY_UNLOCK);
    wr(&chip, IWDG_RLR, 1);
    EXPECT_RESET_AT(&chip, reload + lsi_cycles(16384), RESET_IWDG);
}

/* A new prescaler: what is left of the count goes on in longer steps. */
static void test_prescaler_while_running(void **state)
{
    (void)state;
    struct chip chip;
    running(&chip, 0, 99);
    uint64_t reload = clock_ps(&chip);
    run_ps(&chip, lsi_cycles(200)); /* 50 of 100 steps */
    wr(&chip, IWDG_KR, KEY_UNLOCK);
    wr(&chip, IWDG_PR, 6);
    uint64_t update = clock_ps(&chip) + lsi_cycles(5);
    uint64_t steps = (update - reload) * LSI_HZ / PS_PER_S / 4;
    EXPECT_RESET_AT(&chip, update + lsi_cycles((100 - steps) * 256),
                    RESET_IWDG);
}

static void open_window(struct chip *chip, uint32_t rlr, uint32_t window)
{
    running(chip, 0, rlr);
    wr(chip, IWDG_KR, KEY_UNLOCK);
    wr(chip, IWDG_WINR, window);
    run_ps(chip, lsi_cycles(5)); /* reloads when it takes effect */
}

static void test_window_too_early(void **state)
{
    (void)state;
    struct chip chip;
    open_window(&chip, 1000, 500);
    run_ps(&chip, lsi_cycles(4 * 499));
    uint32_t resets = chip.reset.count;
    wr(&chip, IWDG_KR, KEY_RELOAD);
    run_cycles(&chip, 1);
    assert_int_equal(chip.reset.count, resets + 1);
    assert_int_equal(chip.reset.last, RESET_IWDG);
}

/* From the count of the window itself on. */
static void test_window_in_time(void **state)
{
    (void)state;
    for (unsigned steps = 500; steps <= 501; steps++) {
        struct chip chip;
        open_window(&chip, 1000, 500);
        run_ps(&chip, lsi_cycles(4 * steps));
        uint32_t resets = chip.reset.count;
        wr(&chip, IWDG_KR, KEY_RELOAD);
        uint64_t reload = clock_ps(&chip);
        EXPECT_RESET_AT(&chip, reload + lsi_cycles(4 * 1001), RESET_IWDG);
        assert_int_equal(chip.reset.count, resets + 1);
    }
}

/* RM0367 25.3.2: the window's update reloads the counter. */
static void test_window_reloads(void **state)
{
    (void)state;
    struct chip chip;
    running(&chip, 0, 100);
    run_ps(&chip, lsi_cycles(4 * 90));
    wr(&chip, IWDG_KR, KEY_UNLOCK);
    wr(&chip, IWDG_WINR, 50);
    uint64_t update = clock_ps(&chip) + lsi_cycles(5);
    EXPECT_RESET_AT(&chip, update + lsi_cycles(4 * 101), RESET_IWDG);
}

/* No key stops it, and it is the same after its own reset: off. */
static void test_off_after_reset(void **state)
{
    (void)state;
    struct chip chip;
    running(&chip, 0, 10);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, IWDG_RLR, 0xFFF);
    uint32_t resets = chip.reset.count;
    run_ps(&chip, PS_PER_S);
    assert_int_equal(chip.reset.count, resets);
    expect_rd(&chip, RCC_CSR, 0x1C000000); /* LSI off again */
}

/* Option WDG_SW=0: it runs from reset on, again and again. */
static void test_hardware_start(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    load_word(&chip, OPTION_BASE + 4, 0x7F9F8060);
    chip_power_on(&chip);
    for (unsigned i = 0; i < 3; i++) {
        uint64_t start = clock_ps(&chip);
        sleep_core(&chip);
        uint64_t ready =
            clock_ps_at(&chip, clock_cycle_at(&chip, start + lsi_start_ps));
        EXPECT_RESET_AT(&chip, ready + lsi_cycles(16384), RESET_IWDG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lock),
        cmocka_unit_test(test_flags_without_lsi),
        cmocka_unit_test(test_flags_with_lsi),
        cmocka_unit_test(test_flags_lsi_off),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_timeouts),
        cmocka_unit_test(test_refresh_keeps_it_away),
        cmocka_unit_test(test_rlr_needs_reload),
        cmocka_unit_test(test_prescaler_while_running),
        cmocka_unit_test(test_window_too_early),
        cmocka_unit_test(test_window_in_time),
        cmocka_unit_test(test_window_reloads),
        cmocka_unit_test(test_off_after_reset),
        cmocka_unit_test(test_hardware_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

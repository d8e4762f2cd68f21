/* SPDX-License-Identifier: MIT
 *
 * Oscillators: start-up to the cycle, what never starts, what cannot be
 * stopped; the PLL; frequencies of SYSCLK, HCLK and both PCLKs; what the host
 * is reported about clocks outside their limits.
 */
#include "tests/chip/block.h"

enum {
    RCC_CR = 0x40021000,
    RCC_ICSCR = 0x40021004,
    RCC_CRRCR = 0x40021008,
    RCC_CFGR = 0x4002100C,
    RCC_APB2ENR = 0x40021034,
    RCC_APB1ENR = 0x40021038,
    RCC_CSR = 0x40021050,
    PWR_CR = 0x40007000,
    FLASH_ACR = 0x40022000,
    SYSCFG_CFGR3 = 0x40010020,
};

enum {
    HSION = 1 << 0,
    HSIRDY = 1 << 2,
    HSIDIVEN = 1 << 3,
    HSIDIVF = 1 << 4,
    MSION = 1 << 8,
    MSIRDY = 1 << 9,
    HSEON = 1 << 16,
    HSERDY = 1 << 17,
    HSEBYP = 1 << 18,
    PLLON = 1 << 24,
    PLLRDY = 1 << 25,
    SW_HSI = 1,
    SW_HSE = 2,
    SW_PLL = 3,
    SWS = 3 << 2,
    PLLSRC_HSE = 1 << 16,
    MUL4 = 1 << 18,
    DIV2 = 1 << 22,
    VOS1 = 1 << 11,
    VOS2 = 2 << 11,
    VOS3 = 3 << 11,
    DBP = 1 << 8,
};

static void rcc_chip(struct chip *chip)
{
    fixture_chip(chip);
    sleep_core(chip);
    wr(chip, RCC_APB1ENR, 1 << 28);
}

/* --- start-up --- */

static void test_hsi16(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    uint64_t start = clock_ps(&chip);
    wr(&chip, RCC_CR, MSION | HSION);
    EXPECT_CHANGE(&chip, start + 3700000, RCC_CR, HSIRDY, 0, HSIRDY);
    wr(&chip, RCC_CR, MSION);
    expect_rd(&chip, RCC_CR, MSION | MSIRDY);
}

static void test_hsi16_divider(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, RCC_CR, MSION | HSIDIVEN);
    expect_rd(&chip, RCC_CR, MSION | MSIRDY | HSIDIVEN);
    wr(&chip, RCC_CR, MSION | HSION | HSIDIVEN);
    run_us(&chip, 5);
    expect_rd(&chip, RCC_CR,
              MSION | MSIRDY | HSION | HSIRDY | HSIDIVEN | HSIDIVF);
    wr(&chip, RCC_CFGR, SW_HSI);
    assert_int_equal(chip.clock.sysclk_hz, 4000000);
    wr(&chip, RCC_CR, MSION | HSION);
    assert_int_equal(chip.clock.sysclk_hz, 16000000);
    expect_rd(&chip, RCC_CR, MSION | MSIRDY | HSION | HSIRDY);
}

static void test_msi(void **state)
{
    (void)state;
    static const uint8_t us[] = {30, 20, 15, 10, 6, 5, 4};
    for (uint32_t range = 0; range < 7; range++) {
        struct chip chip;
        rcc_chip(&chip);
        wr(&chip, RCC_CR, MSION | HSION);
        run_us(&chip, 5);
        wr(&chip, RCC_CFGR, SW_HSI);
        wr(&chip, RCC_CR, HSION);
        expect_rd(&chip, RCC_CR, HSION | HSIRDY);
        wr(&chip, RCC_ICSCR, range << 13 | 0x1000);
        uint64_t start = clock_ps(&chip);
        wr(&chip, RCC_CR, HSION | MSION);
        EXPECT_CHANGE(&chip, start + us[range] * PS_PER_US, RCC_CR, MSIRDY, 0,
                      MSIRDY);
    }
}

static void test_hse_bypass(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    uint64_t start = clock_ps(&chip);
    wr(&chip, RCC_CR, MSION | HSEBYP | HSEON);
    EXPECT_CHANGE(&chip, start + PS_PER_US, RCC_CR, HSERDY, 0, HSERDY);
}

static void test_hse_crystal(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    chip.board.hse_bypass = false;
    uint64_t start = clock_ps(&chip);
    wr(&chip, RCC_CR, MSION | HSEON);
    EXPECT_CHANGE(&chip, start + 2 * PS_PER_MS, RCC_CR, HSERDY, 0, HSERDY);
}

/* A signal without HSEBYP, a crystal with it, nothing at all. */
static void test_hse_never(void **state)
{
    (void)state;
    static const struct {
        bool signal;
        uint32_t hz, bypass;
    } rows[] = {
        {true, 8000000, 0}, {false, 8000000, HSEBYP}, {true, 0, HSEBYP}};
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        rcc_chip(&chip);
        chip.board.hse_bypass = rows[i].signal;
        chip.board.hse_hz = rows[i].hz;
        wr(&chip, RCC_CR, MSION | HSEON | rows[i].bypass);
        run_ps(&chip, 10 * PS_PER_S);
        expect_rd(&chip, RCC_CR, MSION | MSIRDY | HSEON | rows[i].bypass);
    }
}

/* HSEBYP and RTCPRE cannot be changed while HSEON=1. */
static void test_hse_bits_locked(void **state)
{
    (void)state;
    const uint32_t rtcpre = 3 << 20;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, RCC_CR, MSION | HSEON);
    wr(&chip, RCC_CR, MSION | HSEON | HSEBYP | rtcpre);
    expect_rd(&chip, RCC_CR, MSION | MSIRDY | HSEON);
    wr(&chip, RCC_CR, MSION);
    wr(&chip, RCC_CR, MSION | HSEBYP | rtcpre);
    wr(&chip, RCC_CR, MSION | HSEON);
    expect_rd(&chip, RCC_CR, MSION | MSIRDY | HSEON);
}

static void test_lsi(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    uint64_t start = clock_ps(&chip);
    wr(&chip, RCC_CSR, 1);
    EXPECT_CHANGE(&chip, start + 200 * PS_PER_US, RCC_CSR, 3, 1, 3);
    wr(&chip, RCC_CSR, 0);
    assert_int_equal(rd(&chip, RCC_CSR) & 3, 0);
}

static void test_lse(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, PWR_CR, VOS2 | DBP);
    uint64_t start = clock_ps(&chip);
    wr(&chip, RCC_CSR, 1 << 8);
    run_ps(&chip, PS_PER_S);
    do_reset(&chip, RESET_SYSTEM); /* it goes on starting */
    sleep_core(&chip);
    EXPECT_CHANGE(&chip, start + 2 * PS_PER_S, RCC_CSR, 3 << 8, 1 << 8, 3 << 8);
    do_reset(&chip, RESET_PIN);
    assert_int_equal(rd(&chip, RCC_CSR) & 3 << 8, 3 << 8);
    do_reset(&chip, RESET_DIP);
    expect_rd(&chip, RCC_CSR, 0x0C000000);
}

static void test_lse_never(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct chip chip;
        rcc_chip(&chip);
        wr(&chip, PWR_CR, VOS2 | DBP);
        uint32_t bypass = i ? 0 : 1 << 10; /* a crystal is no signal */
        if (i)
            chip.board.lse_hz = 0;
        wr(&chip, RCC_CSR, 1 << 8 | bypass);
        run_ps(&chip, 10 * PS_PER_S);
        assert_int_equal(rd(&chip, RCC_CSR) & 1 << 9, 0);
    }
}

enum { HSI48CAL = 0x4800 };

/* HSI48 needs its reference, whichever comes first. */
static void test_hsi48(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, RCC_APB2ENR, 1);
    wr(&chip, RCC_CRRCR, 1);
    run_ps(&chip, PS_PER_MS);
    expect_rd(&chip, RCC_CRRCR, HSI48CAL | 1);
    uint64_t start = clock_ps(&chip);
    wr(&chip, SYSCFG_CFGR3, 1 << 13);
    EXPECT_CHANGE(&chip, start + 6 * PS_PER_US, RCC_CRRCR, 3, 1, 3);
    wr(&chip, SYSCFG_CFGR3, 0);
    expect_rd(&chip, RCC_CRRCR, HSI48CAL | 1);
    wr(&chip, RCC_CRRCR, 0);
    wr(&chip, SYSCFG_CFGR3, 1 << 13);
    start = clock_ps(&chip);
    wr(&chip, RCC_CRRCR, 1);
    EXPECT_CHANGE(&chip, start + 6 * PS_PER_US, RCC_CRRCR, 3, 1, 3);
}

/* --- the PLL --- */

/* Locks 115 us after its source is there; loses lock with the source. */
static void test_pll(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, RCC_CFGR, MUL4 | DIV2);
    wr(&chip, RCC_CR, MSION | PLLON);
    run_ps(&chip, PS_PER_MS);
    expect_rd(&chip, RCC_CR, MSION | MSIRDY | PLLON);
    wr(&chip, RCC_CR, MSION | PLLON | HSION);
    uint64_t hsi =
        clock_ps_at(&chip, clock_cycle_at(&chip, clock_ps(&chip) + 3700000));
    EXPECT_CHANGE(&chip, hsi + 115 * PS_PER_US, RCC_CR, PLLRDY, 0, PLLRDY);
    wr(&chip, RCC_CR, MSION | PLLON);
    expect_rd(&chip, RCC_CR, MSION | MSIRDY | PLLON);
}

static void test_pll_setup_is_locked(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, RCC_CFGR, MUL4 | DIV2);
    wr(&chip, RCC_CR, MSION | PLLON);
    watch_firmware(&chip);
    wr(&chip, RCC_CFGR, PLLSRC_HSE | 2 << 18 | 2 << 22 | 8 << 4);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, RCC_CFGR);
    expect_rd(&chip, RCC_CFGR, MUL4 | DIV2 | 8 << 4);
    wr(&chip, RCC_CR, MSION);
    wr(&chip, RCC_CFGR, PLLSRC_HSE | 2 << 18 | 2 << 22);
    expect_rd(&chip, RCC_CFGR, PLLSRC_HSE | 2 << 18 | 2 << 22);
}

/* The stores of ST's LL_RCC_DeInit, in its order. */
static void ll_rcc_deinit(struct chip *chip)
{
    wr(chip, RCC_CR, rd(chip, RCC_CR) | MSION);
    wr(chip, RCC_CFGR, 0x80FFC00C);
    wr(chip, RCC_CR, rd(chip, RCC_CR) & ~(HSION | HSEON | PLLON));
    assert_false(rd(chip, RCC_CR) & PLLRDY);
    wr(chip, RCC_CFGR, 0);
}

/* It leads back to the MSI, and is no fault: not while the PLL makes SYSCLK or
 * only runs, nor when the PLL was too fast for its range, which was reported
 * when it became ready. */
static void test_pll_is_left(void **state)
{
    (void)state;
    static const struct {
        uint32_t vos, cr, setup, sw;
    } rows[] = {
        {VOS1, HSION | PLLON, MUL4 | DIV2, SW_PLL},
        {VOS1, HSION | PLLON, MUL4 | DIV2, SW_HSI},
        {VOS2, HSION | PLLON, MUL4 | 3 << 22, SW_PLL}, /* VCO 64 MHz */
        {VOS2, HSION, MUL4 | DIV2, SW_HSI},
        {VOS2, HSEBYP | HSEON | PLLON, PLLSRC_HSE | 1 << 18 | DIV2, SW_PLL},
        {VOS2, 0, 0, 0},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        rcc_chip(&chip);
        wr(&chip, FLASH_ACR, 1);
        wr(&chip, PWR_CR, rows[i].vos);
        wr(&chip, RCC_CFGR, rows[i].setup);
        wr(&chip, RCC_CR, MSION | rows[i].cr);
        run_us(&chip, 200);
        wr(&chip, RCC_CFGR, rows[i].setup | rows[i].sw);
        assert_int_equal((rd(&chip, RCC_CFGR) & SWS) >> 2, rows[i].sw);
        watch_firmware(&chip);
        ll_rcc_deinit(&chip);
        assert_int_equal(chip.events.count, 0);
        assert_int_equal(chip.clock.sysclk_hz, 2097152);
        expect_rd(&chip, RCC_CFGR, 0);
    }
}

static void test_pll_frequencies(void **state)
{
    (void)state;
    static const struct {
        uint32_t setup, hz;
    } rows[] = {
        {0 << 18 | 1 << 22, 24000000},              /* HSI16 x3 /2 */
        {MUL4 | DIV2, 32000000},                    /* HSI16 x4 /2 */
        {2 << 18 | 2 << 22, 32000000},              /* HSI16 x6 /3 */
        {MUL4 | 3 << 22, 16000000},                 /* HSI16 x4 /4 */
        {PLLSRC_HSE | 2 << 18 | 1 << 22, 24000000}, /* HSE x6 /2 */
        {PLLSRC_HSE | 3 << 18 | 1 << 22, 32000000}, /* HSE x8 /2 */
        {PLLSRC_HSE | 4 << 18 | 2 << 22, 32000000}, /* HSE x12 /3 */
        {PLLSRC_HSE | 0 << 18 | 3 << 22, 6000000},  /* HSE x3 /4 */
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        rcc_chip(&chip);
        wr(&chip, FLASH_ACR, 1);
        wr(&chip, PWR_CR, VOS1);
        wr(&chip, RCC_CFGR, rows[i].setup);
        wr(&chip, RCC_CR, MSION | HSION | HSEBYP | HSEON | PLLON);
        run_us(&chip, 200);
        wr(&chip, RCC_CFGR, rows[i].setup | SW_PLL);
        assert_int_equal(rd(&chip, RCC_CFGR) & SWS, SWS);
        assert_int_equal(chip.clock.sysclk_hz, rows[i].hz);
    }
}

/* All PLLMUL factors, from a slow source so that none is out of range. */
static void test_pll_factors(void **state)
{
    (void)state;
    static const uint8_t factor[] = {3, 4, 6, 8, 12, 16, 24, 32, 48};
    for (uint32_t code = 0; code < 16; code++) {
        struct chip chip;
        rcc_chip(&chip);
        chip.board.hse_hz = 2000000;
        wr(&chip, PWR_CR, VOS1);
        wr(&chip, RCC_CFGR, PLLSRC_HSE | code << 18 | 3 << 22);
        wr(&chip, RCC_CR, MSION | HSEBYP | HSEON | PLLON);
        run_ps(&chip, PS_PER_MS);
        wr(&chip, RCC_CFGR, PLLSRC_HSE | code << 18 | 3 << 22 | SW_PLL);
        if (code < 9) {
            assert_int_equal(chip.clock.sysclk_hz, 500000 * factor[code]);
        } else { /* reserved: it never locks */
            assert_false(rd(&chip, RCC_CR) & PLLRDY);
            assert_int_equal(chip.clock.sysclk_hz, 2097152);
        }
    }
}

static void test_pll_without_divider(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, RCC_CFGR, MUL4);
    wr(&chip, RCC_CR, MSION | HSION | PLLON);
    run_ps(&chip, PS_PER_S);
    assert_false(rd(&chip, RCC_CR) & PLLRDY);
}

/* --- SYSCLK --- */

static void test_switch_waits_for_ready(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, RCC_CFGR, SW_HSI);
    run_ps(&chip, PS_PER_MS);
    expect_rd(&chip, RCC_CFGR, SW_HSI);
    uint64_t start = clock_ps(&chip);
    wr(&chip, RCC_CR, MSION | HSION);
    EXPECT_CHANGE(&chip, start + 3700000, RCC_CFGR, 0xF, SW_HSI,
                  SW_HSI | SW_HSI << 2);
    assert_int_equal(chip.clock.sysclk_hz, 16000000);
}

static void test_source_stays_on(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, FLASH_ACR, 1);
    wr(&chip, PWR_CR, VOS1);
    wr(&chip, RCC_CFGR, MUL4 | DIV2);
    wr(&chip, RCC_CR, MSION | HSION | HSEBYP | HSEON | PLLON);
    run_us(&chip, 200);
    uint32_t others = MSION | HSION | HSEBYP | HSEON | PLLON;
    static const struct {
        uint32_t sw, kept;
    } rows[] = {
        {0, MSION},
        {SW_HSI, HSION},
        {SW_HSE, HSEON},
        {SW_PLL, PLLON | HSION},
    };
    for (unsigned i = 0; i < 4; i++) {
        struct chip copy = chip;
        wr(&copy, RCC_CFGR, MUL4 | DIV2 | rows[i].sw);
        wr(&copy, RCC_CR, 0);
        assert_int_equal(rd(&copy, RCC_CR) & others & ~(uint32_t)HSEBYP,
                         rows[i].kept);
    }
}

static void test_msi_ranges(void **state)
{
    (void)state;
    static const uint32_t hz[] = {65536,   131072,  262144, 524288,
                                  1048576, 2097152, 4194304};
    struct chip chip;
    rcc_chip(&chip);
    for (uint32_t range = 0; range < 7; range++) {
        wr(&chip, RCC_ICSCR, range << 13 | 0x1000);
        assert_int_equal(chip.clock.sysclk_hz, hz[range]);
        uint64_t before = clock_ps(&chip);
        run_cycles(&chip, hz[range]); /* one second, to the rounded period */
        uint64_t error = clock_ps(&chip) - before - PS_PER_S;
        assert_true(error + hz[range] / 2 <= hz[range]);
    }
}

static void test_hpre(void **state)
{
    (void)state;
    static const uint16_t divider[16] = {1, 1, 1, 1,  1,  1,   1,   1,
                                         2, 4, 8, 16, 64, 128, 256, 512};
    struct chip chip;
    rcc_chip(&chip);
    for (uint32_t code = 0; code < 16; code++) {
        wr(&chip, RCC_CFGR, code << 4);
        assert_int_equal(chip.clock.sysclk_hz, 2097152);
        assert_int_equal(chip.clock.hclk_hz, 2097152 / divider[code]);
    }
}

static void test_ppre(void **state)
{
    (void)state;
    static const uint8_t divider[8] = {1, 1, 1, 1, 2, 4, 8, 16};
    struct chip chip;
    rcc_chip(&chip);
    for (uint32_t code = 0; code < 8; code++) {
        wr(&chip, RCC_CFGR, code << 8);
        assert_int_equal(chip.clock.pclk1_div, divider[code]);
        assert_int_equal(chip.clock.pclk1_hz, 2097152 / divider[code]);
        assert_int_equal(chip.clock.pclk2_hz, 2097152);
        wr(&chip, RCC_CFGR, code << 11);
        assert_int_equal(chip.clock.pclk2_div, divider[code]);
        assert_int_equal(chip.clock.pclk2_hz, 2097152 / divider[code]);
        assert_int_equal(chip.clock.pclk1_hz, 2097152);
    }
}

/* --- limits --- */

static bool reported(struct chip *chip, enum firmware_error error, uint32_t hz,
                     uint32_t max)
{
    bool found = false;
    for (uint32_t i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        found |= event->kind == EVENT_FIRMWARE &&
                 event->firmware.error == error && event->firmware.hz == hz &&
                 event->firmware.limit_hz == max;
    }
    chip->events.count = 0;
    return found;
}

/* HSI16 as SYSCLK: 16 MHz by range and latency. */
static void test_limits(void **state)
{
    (void)state;
    static const struct {
        uint32_t vos, latency;
        uint32_t clock_max, latency_max; /* 0 = not reported */
    } rows[] = {
        {VOS1, 0, 0, 0},
        {VOS1, 1, 0, 0},
        {VOS2, 0, 0, 8000000},
        {VOS2, 1, 0, 0},
        {VOS3, 0, 4200000, 4200000},
        {VOS3, 1, 4200000, 4200000},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip;
        rcc_chip(&chip);
        wr(&chip, FLASH_ACR, rows[i].latency);
        wr(&chip, PWR_CR, rows[i].vos);
        wr(&chip, RCC_CR, MSION | HSION);
        run_us(&chip, 20);
        watch_firmware(&chip);
        wr(&chip, RCC_CFGR, SW_HSI);
        unsigned want = !!rows[i].clock_max + !!rows[i].latency_max;
        assert_int_equal(chip.events.count, want);
        struct chip copy = chip;
        assert_int_equal(
            reported(&chip, FIRMWARE_CLOCK, 16000000, rows[i].clock_max),
            rows[i].clock_max != 0);
        assert_int_equal(
            reported(&copy, FIRMWARE_LATENCY, 16000000, rows[i].latency_max),
            rows[i].latency_max != 0);
    }
}

/* The clock was right; then the latency or the range is lowered. */
static void test_limits_lowered(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, FLASH_ACR, 1);
    wr(&chip, PWR_CR, VOS1);
    wr(&chip, RCC_CFGR, MUL4 | DIV2);
    wr(&chip, RCC_CR, MSION | HSION | PLLON);
    run_us(&chip, 200);
    watch_firmware(&chip);
    wr(&chip, RCC_CFGR, MUL4 | DIV2 | SW_PLL);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, FLASH_ACR, 0);
    assert_true(reported(&chip, FIRMWARE_LATENCY, 32000000, 16000000));
    wr(&chip, FLASH_ACR, 1);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, PWR_CR, VOS2);
    assert_true(reported(&chip, FIRMWARE_CLOCK, 32000000, 16000000));
}

/* The range counts as changed up only when VOSF is 0 again. */
static void test_limits_while_vos_changes(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    wr(&chip, PWR_CR, VOS3);
    wr(&chip, RCC_CR, MSION | HSION);
    run_us(&chip, 20);
    watch_firmware(&chip);
    wr(&chip, PWR_CR, VOS1);
    wr(&chip, RCC_CFGR, SW_HSI);
    assert_true(reported(&chip, FIRMWARE_CLOCK, 16000000, 4200000));
}

static void test_pll_limits(void **state)
{
    (void)state;
    struct chip chip;
    rcc_chip(&chip);
    watch_firmware(&chip);
    wr(&chip, RCC_CFGR, MUL4 | 3 << 22); /* VCO 64 MHz in range 2 */
    wr(&chip, RCC_CR, MSION | HSION | PLLON);
    while (!chip.events.count && chip_run_to(&chip, PS_PER_S) == STOP_BUDGET)
        assert_true(clock_ps(&chip) < PS_PER_S);
    assert_true(reported(&chip, FIRMWARE_CLOCK, 64000000, 48000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hsi16),
        cmocka_unit_test(test_hsi16_divider),
        cmocka_unit_test(test_msi),
        cmocka_unit_test(test_hse_bypass),
        cmocka_unit_test(test_hse_crystal),
        cmocka_unit_test(test_hse_never),
        cmocka_unit_test(test_hse_bits_locked),
        cmocka_unit_test(test_lsi),
        cmocka_unit_test(test_lse),
        cmocka_unit_test(test_lse_never),
        cmocka_unit_test(test_hsi48),
        cmocka_unit_test(test_pll),
        cmocka_unit_test(test_pll_setup_is_locked),
        cmocka_unit_test(test_pll_is_left),
        cmocka_unit_test(test_pll_frequencies),
        cmocka_unit_test(test_pll_factors),
        cmocka_unit_test(test_pll_without_divider),
        cmocka_unit_test(test_switch_waits_for_ready),
        cmocka_unit_test(test_source_stays_on),
        cmocka_unit_test(test_msi_ranges),
        cmocka_unit_test(test_hpre),
        cmocka_unit_test(test_ppre),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_limits_lowered),
        cmocka_unit_test(test_limits_while_vos_changes),
        cmocka_unit_test(test_pll_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

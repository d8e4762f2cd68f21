/* SPDX-License-Identifier: MIT
 *
 * Oscillators, PLL, clock limits, reset flags, the backup domain's register.
 */
#include "tests/chip/stm32f4/f4_fixture.h"

static struct chip chip;

enum {
    HSEON = 1 << 16,
    HSERDY = 1 << 17,
    HSEBYP = 1 << 18,
    PLLON = 1 << 24,
    PLLRDY = 1 << 25,
    PPRE1_2 = 4 << 10,
    PPRE1_4 = 5 << 10,
    PPRE2_2 = 4 << 13,
};

static void expect_clocks(uint32_t sysclk, uint32_t hclk, uint32_t pclk1,
                          uint32_t pclk2)
{
    assert_int_equal(chip.clock.sysclk_hz, sysclk);
    assert_int_equal(chip.clock.hclk_hz, hclk);
    assert_int_equal(chip.clock.pclk1_hz, pclk1);
    assert_int_equal(chip.clock.pclk2_hz, pclk2);
}

static void starts_on_hsi(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    expect_clocks(16000000, 16000000, 16000000, 16000000);
    expect_rd(&chip, RCC_CFGR, 0);
    /* What makes SYSCLK cannot be switched off. */
    wr(&chip, RCC_CR, 0);
    assert_true(rd(&chip, RCC_CR) & 1);
    assert_int_equal(rd(&chip, RCC_CR) >> 8 & 0xFF, 0x78);
}

static void pll_of_each_part(void **state)
{
    static const struct {
        const char *part;
        unsigned n, p;
        uint32_t hz, ppre;
    } plls[] = {
        {"stm32f401re", 336, 4, 84000000, PPRE1_2},
        {"stm32f411re", 400, 4, 100000000, PPRE1_2},
        {"stm32f407vg", 336, 2, 168000000, PPRE1_4 | PPRE2_2},
    };
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        bool f40x = plls[i].hz > 100000000;
        f4_chip(&chip, plls[i].part);
        f4_clocks(&chip);
        wr(&chip, PWR_CR, f40x ? 1 << 14 : 3 << 14);
        watch_firmware(&chip);
        f4_pll(&chip, 16, plls[i].n, plls[i].p, plls[i].ppre);
        expect_clocks(plls[i].hz, plls[i].hz, plls[i].hz / (f40x ? 4 : 2),
                      plls[i].hz / (f40x ? 2 : 1));
        assert_int_equal(chip.events.count, 0);
        assert_true(rd(&chip, PWR_CSR) & 1 << 14); /* VOSRDY */
        unwatch(&chip);
    }
}

/* HSEBYP and the board must agree; PLLCFGR waits until the PLL is off. */
static void hse_and_pllcfgr(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f411re");
    modify(&chip, RCC_CR, 0, HSEON);
    run_us(&chip, 5000);
    assert_false(rd(&chip, RCC_CR) & HSERDY);
    modify(&chip, RCC_CR, 0, HSEBYP); /* too late */
    assert_false(rd(&chip, RCC_CR) & HSEBYP);
    assert_false(map_of(&chip)->hse_bypass(&chip));
    modify(&chip, RCC_CR, HSEON, 0);
    modify(&chip, RCC_CR, 0, HSEBYP);
    assert_true(map_of(&chip)->hse_bypass(&chip));
    modify(&chip, RCC_CR, 0, HSEON);
    run_us(&chip, 10);
    assert_true(rd(&chip, RCC_CR) & HSERDY);
    wr(&chip, RCC_PLLCFGR, 8 | 192 << 6 | 1 << 22 | 4 << 24);
    modify(&chip, RCC_CR, 0, PLLON);
    watch_firmware(&chip);
    wr(&chip, RCC_PLLCFGR, 8 | 100 << 6 | 1 << 22 | 4 << 24);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, RCC_PLLCFGR);
    unwatch(&chip);
    expect_rd(&chip, RCC_PLLCFGR, 8 | 192 << 6 | 1 << 22 | 4 << 24 | 1 << 29);
    run_us(&chip, 300);
    assert_true(rd(&chip, RCC_CR) & PLLRDY);
}

/* PLLI2S needs its source, and keeps its setting while it is on; SW=11 is
 * nothing. */
static void plli2s_and_sw(void **state)
{
    enum { PLLI2SCFGR = 0x40023884, PLLI2SON = 1 << 26, PLLI2SRDY = 1 << 27 };
    (void)state;
    f4_chip(&chip, "stm32f411re");
    expect_rd(&chip, PLLI2SCFGR, 0x24003000);
    wr(&chip, PLLI2SCFGR, 2u << 28 | 192 << 6 | 16);
    modify(&chip, RCC_CR, 0, PLLI2SON);
    assert_false(rd(&chip, RCC_CR) & PLLI2SRDY);
    run_us(&chip, 300);
    assert_true(rd(&chip, RCC_CR) & PLLI2SRDY);
    watch_firmware(&chip);
    wr(&chip, PLLI2SCFGR, 2u << 28 | 192 << 6 | 16);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, PLLI2SCFGR, 3u << 28 | 192 << 6 | 16);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, PLLI2SCFGR);
    expect_rd(&chip, PLLI2SCFGR, 2u << 28 | 192 << 6 | 16);
    wr(&chip, RCC_CFGR, 3);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, RCC_CFGR);
    expect_rd(&chip, RCC_CFGR, 3); /* SWS: HSI */
    unwatch(&chip);
    expect_clocks(16000000, 16000000, 16000000, 16000000);
}

/* The faults of clocks since the last look. */
static struct event_firmware faults[8];
static unsigned fault_count;

static void collect(void)
{
    for (uint32_t i = 0; i < chip.events.count; i++) {
        assert_int_equal(chip.events.list[i].kind, EVENT_FIRMWARE);
        assert_true(fault_count < 8);
        faults[fault_count++] = chip.events.list[i].firmware;
    }
    chip.events.count = 0;
}

static void expect_rule(enum clock_rule rule, uint32_t hz, uint32_t limit)
{
    unsigned found = 0;
    collect();
    for (unsigned i = 0; i < fault_count; i++)
        found += faults[i].rule == rule && faults[i].hz == hz &&
                 faults[i].limit_hz == limit;
    if (!found)
        fail_msg("no event of rule %u, %u Hz, limit %u Hz among %u", rule,
                 (unsigned)hz, (unsigned)limit, fault_count);
    fault_count = 0;
}

static void expect_no_rule(void)
{
    collect();
    assert_int_equal(fault_count, 0);
}

static void start_pll(unsigned m, unsigned n, unsigned p)
{
    wr(&chip, RCC_PLLCFGR, m | n << 6 | (p / 2 - 1) << 16 | 4 << 24);
    modify(&chip, RCC_CR, 0, PLLON);
    for (unsigned i = 0; i < 8 && run_us(&chip, 300) != STOP_BUDGET; i++)
        collect();
    assert_true(rd(&chip, RCC_CR) & PLLRDY);
}

static void limits(void **state)
{
    (void)state;
    /* Too fast for the wait states, and for the part. */
    f4_chip(&chip, "stm32f401re");
    watch_firmware(&chip);
    start_pll(16, 336, 4);
    expect_no_rule();
    wr(&chip, RCC_CFGR, 2 | PPRE1_2);
    expect_rule(CLOCK_HCLK, 84000000, 30000000);
    wr(&chip, FLASH_ACR, 1);
    expect_rule(CLOCK_HCLK, 84000000, 60000000);
    wr(&chip, FLASH_ACR, 2);
    expect_no_rule();
    wr(&chip, RCC_CFGR, 2);
    expect_rule(CLOCK_PCLK1, 84000000, 42000000);

    f4_chip(&chip, "stm32f401re");
    wr(&chip, FLASH_ACR, 5);
    watch_firmware(&chip);
    start_pll(16, 432, 4);
    wr(&chip, RCC_CFGR, 2 | PPRE1_4 | PPRE2_2);
    expect_rule(CLOCK_SYSCLK, 108000000, 84000000);

    f4_chip(&chip, "stm32f401re");
    watch_firmware(&chip);
    start_pll(16, 100, 4);
    expect_rule(CLOCK_PLL_VCO_LOW, 100000000, 192000000);

    f4_chip(&chip, "stm32f407vg");
    watch_firmware(&chip);
    start_pll(16, 100, 4);
    expect_no_rule(); /* it locks at 100 MHz */
    f4_chip(&chip, "stm32f407vg");
    watch_firmware(&chip);
    start_pll(7, 100, 4);
    expect_rule(CLOCK_PLL_IN_HIGH, 16000000 / 7, 2100000);
    f4_chip(&chip, "stm32f407vg");
    watch_firmware(&chip);
    start_pll(17, 200, 4);
    expect_rule(CLOCK_PLL_IN_LOW, 16000000 / 17, 950000);

    /* An F411 needs scale 1 for more than 84 MHz. */
    f4_chip(&chip, "stm32f411re");
    f4_clocks(&chip);
    wr(&chip, FLASH_ACR, 3);
    watch_firmware(&chip);
    start_pll(16, 400, 4);
    wr(&chip, RCC_CFGR, 2 | PPRE1_2);
    expect_rule(CLOCK_SYSCLK, 100000000, 84000000);
    wr(&chip, PWR_CR, 3 << 14);
    expect_no_rule();
    unwatch(&chip);
}

/* Each kind of reset, its flags, RMVF, and that they add up. */
static void reset_flags(void **state)
{
    static const struct {
        enum reset_kind kind;
        uint32_t csr;
    } flags[] = {
        {RESET_PIN, 0x04000000},       {RESET_SYSTEM, 0x14000000},
        {RESET_IWDG, 0x24000000},      {RESET_WWDG, 0x44000000},
        {RESET_LOW_POWER, 0x84000000}, {RESET_DIP, 0x0E000000},
        {RESET_POWER, 0x0E000000},
    };
    (void)state;
    f4_chip(&chip, "stm32f401re");
    expect_rd(&chip, RCC_CSR, 0x0E000000);
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
        wr(&chip, RCC_CSR, 1 << 24);
        expect_rd(&chip, RCC_CSR, 0); /* RMVF reads 0 */
        do_reset(&chip, flags[i].kind);
        expect_rd(&chip, RCC_CSR, flags[i].csr);
    }
    wr(&chip, RCC_CSR, 1 << 24);
    do_reset(&chip, RESET_SYSTEM);
    do_reset(&chip, RESET_IWDG);
    expect_rd(&chip, RCC_CSR, 0x34000000);
}

/* A system reset takes the clocks back to HSI, and leaves LSI. */
static void reset_of_clocks(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    f4_clocks(&chip);
    wr(&chip, RCC_CSR, 1);
    f4_pll(&chip, 16, 336, 4, PPRE1_2);
    do_reset(&chip, RESET_SYSTEM);
    expect_clocks(16000000, 16000000, 16000000, 16000000);
    expect_rd(&chip, RCC_CFGR, 0);
    expect_rd(&chip, RCC_PLLCFGR, 0x24003010);
    expect_rd(&chip, RCC_APB1ENR, 0);
    assert_int_equal(rd(&chip, RCC_CSR) & 3, 3);
    do_reset(&chip, RESET_POWER);
    assert_int_equal(rd(&chip, RCC_CSR) & 3, 0);
}

/* BDCR needs DBP; RTCSEL is taken once; BDRST clears all of the domain. */
static void backup_domain(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f411re");
    f4_clocks(&chip);
    watch_firmware(&chip);
    wr(&chip, RCC_BDCR, 1);
    expect_rd(&chip, RCC_BDCR, 0);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, RCC_BDCR);
    unwatch(&chip);
    modify(&chip, PWR_CR, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 1 | 1 << 8 | 1 << 15);
    run_ps(&chip, 2100 * PS_PER_MS);
    expect_rd(&chip, RCC_BDCR, 3 | 1 << 8 | 1 << 15);
    wr(&chip, RCC_BDCR, 1 | 2 << 8 | 1 << 15);
    expect_rd(&chip, RCC_BDCR, 3 | 1 << 8 | 1 << 15);
    wr(&chip, 0x40002850, 0x12345678); /* RTC_BKP0R */
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, RCC_BDCR, 3 | 1 << 8 | 1 << 15);
    expect_rd(&chip, 0x40002850, 0x12345678);
    wr(&chip, RCC_APB1ENR, 1 << 28);
    modify(&chip, PWR_CR, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 1 << 16);
    expect_rd(&chip, 0x40002850, 0);
    wr(&chip, RCC_BDCR, 0);
    expect_rd(&chip, RCC_BDCR, 0);
}

/* Flags of CIR come with their enables only, and ask for an interrupt. */
static void ready_interrupts(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    wr(&chip, RCC_CSR, 1);
    run_us(&chip, 50);
    expect_rd(&chip, RCC_CIR, 0);
    wr(&chip, RCC_CIR, 1 << 12); /* PLLRDYIE */
    modify(&chip, RCC_CR, 0, PLLON);
    run_us(&chip, 300);
    expect_rd(&chip, RCC_CIR, 1 << 12 | 1 << 4);
    expect_rd(&chip, 0xE000E200, 1 << F4_IRQ_RCC);
    wr(&chip, RCC_CIR, 1 << 12 | 1 << 20);
    expect_rd(&chip, RCC_CIR, 1 << 12);
}

/* A timer counts PCLK, PCLK doubled, or with TIMPRE four times PCLK. */
static void timer_clocks(void **state)
{
    enum { TIM2_CR1 = 0x40000000, TIM2_CNT = 0x40000024 };
    static const struct {
        uint32_t ppre1, timpre, counts;
    } cases[] = {
        {0, 0, 16000},      {PPRE1_2, 0, 16000}, {PPRE1_4, 0, 8000},
        {6 << 10, 0, 4000}, {PPRE1_4, 1, 16000}, {6 << 10, 1, 8000},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        f4_chip(&chip, "stm32f401re");
        f4_clocks(&chip);
        sleep_core(&chip);
        wr(&chip, RCC_CFGR, cases[i].ppre1);
        wr(&chip, RCC_DCKCFGR, cases[i].timpre << 24);
        wr(&chip, TIM2_CR1, 1);
        run_us(&chip, 1000);
        uint32_t count = rd(&chip, TIM2_CNT);
        assert_in_range(count, cases[i].counts - 2, cases[i].counts + 2);
    }
}

/* Without its clock a block reads 0, and ignores writes; its reset bit resets
 * it. */
static void gates(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    watch_firmware(&chip);
    expect_rd(&chip, GPIOA + GPIO_MODER, 0);
    wr(&chip, GPIOA + GPIO_MODER, 0x55555555);
    EXPECT_FIRMWARE(&chip, FIRMWARE_UNCLOCKED, GPIOA);
    unwatch(&chip);
    wr(&chip, RCC_AHB1ENR, 1);
    expect_rd(&chip, GPIOA + GPIO_MODER, 0xA8000000);
    wr(&chip, GPIOA + GPIO_MODER, 0xA8000001);
    wr(&chip, RCC_AHB1ENR, 0);
    expect_rd(&chip, GPIOA + GPIO_MODER, 0);
    wr(&chip, RCC_AHB1ENR, 1);
    expect_rd(&chip, GPIOA + GPIO_MODER, 0xA8000001);
    wr(&chip, RCC_AHB1RSTR, 1);
    wr(&chip, RCC_AHB1RSTR, 0);
    expect_rd(&chip, GPIOA + GPIO_MODER, 0xA8000000);
    struct bus_clock clock = bus_clock(&chip, 0x40011000);
    assert_string_equal(clock.reg, "RCC_APB2ENR");
    assert_string_equal(clock.bit, "USART1EN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_on_hsi),
        cmocka_unit_test(pll_of_each_part),
        cmocka_unit_test(hse_and_pllcfgr),
        cmocka_unit_test(plli2s_and_sw),
        cmocka_unit_test(limits),
        cmocka_unit_test(reset_flags),
        cmocka_unit_test(reset_of_clocks),
        cmocka_unit_test(backup_domain),
        cmocka_unit_test(ready_interrupts),
        cmocka_unit_test(timer_clocks),
        cmocka_unit_test(gates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * PWR: voltage change, Stop and Standby with every way in and out.
 */
#include "chip/core/fast.h"
#include "tests/chip/block.h"

enum {
    PWR_CR = 0x40007000,
    PWR_CSR = 0x40007004,
    RCC_CR = 0x40021000,
    RCC_CFGR = 0x4002100C,
    RCC_IOPENR = 0x4002102C,
    RCC_APB2ENR = 0x40021034,
    RCC_APB1ENR = 0x40021038,
    RCC_APB1RSTR = 0x40021028,
    RCC_CSR = 0x40021050,
    SYSCFG_EXTICR4 = 0x40010014,
    EXTI_IMR = 0x40010400,
    EXTI_FTSR = 0x4001040C,
    EXTI_PR = 0x40010414,
    GPIOA_MODER = 0x50000000,
    GPIOA_ODR = 0x50000014,
    GPIOC_MODER = 0x50000800,
    TIM2_CR1 = 0x40000000,
    TIM2_CNT = 0x40000024,
    IWDG_KR = 0x40003000,
    WWDG_CR = 0x40002C00,
    RTC_BKP0R = 0x40002850,
    SYST_CSR = (int)0xE000E010,
    SYST_RVR = (int)0xE000E014,
    SYST_CVR = (int)0xE000E018,
    NVIC_ISER = (int)0xE000E100,
    SCR = (int)0xE000ED10,
    SLEEPDEEP = 1 << 2,
};

enum {
    PDDS = 1 << 1,
    CWUF = 1 << 2,
    CSBF = 1 << 3,
    DBP = 1 << 8,
    VOS2 = 2 << 11,
    WUF = 1,
    SBF = 2,
    VREFINTRDY = 8,
    VOSF = 16,
    REGLPF = 32,
    EWUP1 = 1 << 8,
    EWUP2 = 1 << 9,
    EWUP3 = 1 << 10,
    PWREN = 1 << 28,
    B1 = 13, /* PC13, WKUP2 */
};

/* VREFINT is ready. */
static void pwr_chip(struct chip *chip)
{
    fixture_chip(chip);
    wr(chip, RCC_APB1ENR, PWREN);
    run_ps(chip, 3 * PS_PER_MS);
}

/* VREFINT starts at every reset, and not at one of the block. */
static void test_vrefint(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    sleep_core(&chip);
    EXPECT_CHANGE(&chip, 3 * PS_PER_MS, PWR_CSR, VREFINTRDY, 0, VREFINTRDY);
    wr(&chip, RCC_APB1RSTR, PWREN);
    wr(&chip, RCC_APB1RSTR, 0);
    expect_rd(&chip, PWR_CSR, VREFINTRDY);
    uint64_t reset = clock_ps(&chip);
    do_reset(&chip, RESET_PIN);
    sleep_core(&chip);
    EXPECT_CHANGE(&chip, reset + 3 * PS_PER_MS, PWR_CSR, VREFINTRDY, 0,
                  VREFINTRDY);
}

/* --- the regulator --- */

static void test_low_power_run(void **state)
{
    (void)state;
    struct chip chip;
    pwr_chip(&chip);
    wr(&chip, PWR_CR, VOS2 | 1 << 14);
    expect_rd(&chip, PWR_CSR, VREFINTRDY);
    wr(&chip, PWR_CR, VOS2 | 1 << 14 | 1);
    expect_rd(&chip, PWR_CSR, VREFINTRDY | REGLPF);
    wr(&chip, PWR_CR, VOS2);
    expect_rd(&chip, PWR_CSR, VREFINTRDY);
}

/* VOS=00 keeps the range; a change is over after 10 us; the same value is no
 * change. */
static void test_vos(void **state)
{
    (void)state;
    struct chip chip;
    pwr_chip(&chip);
    sleep_core(&chip);
    wr(&chip, PWR_CR, 0);
    expect_rd(&chip, PWR_CR, 0x1000);
    expect_rd(&chip, PWR_CSR, VREFINTRDY);
    for (uint32_t vos = 1; vos <= 3; vos += 2) {
        uint64_t start = clock_ps(&chip);
        wr(&chip, PWR_CR, vos << 11);
        EXPECT_CHANGE(&chip, start + 10 * PS_PER_US, PWR_CSR, VOSF, VOSF, 0);
        expect_rd(&chip, PWR_CR, vos << 11);
        wr(&chip, PWR_CR, vos << 11 | DBP);
        expect_rd(&chip, PWR_CSR, VREFINTRDY);
    }
}

/* --- wake-up pins --- */

static const struct {
    unsigned port, pin;
    uint32_t enable;
} wkup[] = {{GPIO_A, 0, EWUP1}, {GPIO_C, 13, EWUP2}, {GPIO_E, 6, EWUP3}};

static void test_wakeup_flag(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        pwr_chip(&chip);
        chip_pin_drive(&chip, wkup[i].port, wkup[i].pin, false);
        chip_pin_drive(&chip, wkup[i].port, wkup[i].pin, true);
        expect_rd(&chip, PWR_CSR, VREFINTRDY); /* not enabled */
        wr(&chip, PWR_CSR, wkup[i].enable);
        chip_pin_drive(&chip, wkup[i].port, wkup[i].pin, false);
        expect_rd(&chip, PWR_CSR, VREFINTRDY | wkup[i].enable);
        chip_pin_drive(&chip, wkup[i].port, wkup[i].pin, true);
        expect_rd(&chip, PWR_CSR, VREFINTRDY | wkup[i].enable | WUF);
        wr(&chip, PWR_CR, VOS2 | CWUF);
        expect_rd(&chip, PWR_CSR, VREFINTRDY | wkup[i].enable);
    }
}

/* --- Stop --- */

/* B1 wakes the core by EXTI13; its handler is `b .`. */
static void arm_button(struct chip *chip)
{
    wr(chip, RCC_APB2ENR, 1);
    wr(chip, RCC_IOPENR, 1 << GPIO_C);
    wr(chip, GPIOC_MODER, 0xF3FFFFFF);
    wr(chip, SYSCFG_EXTICR4, 2 << 4);
    wr(chip, EXTI_FTSR, 1 << B1);
    wr(chip, EXTI_IMR, 1 << B1);
    wr(chip, NVIC_ISER, 1u << IRQ_EXTI4_15);
}

static void enter_deep_sleep(struct chip *chip)
{
    wr(chip, SCR, SLEEPDEEP);
    sleep_core(chip);
}

static void press(struct chip *chip)
{
    chip_pin_drive(chip, GPIO_C, B1, false);
}

static void expect_in_handler(struct chip *chip)
{
    run_cycles(chip, 40);
    assert_int_equal(chip->cpu.ipsr, EXCEPTION_IRQ0 + IRQ_EXTI4_15);
}

/* From the PLL on HSE back to MSI: only MSI is left. */
static void test_stop_to_msi(void **state)
{
    (void)state;
    struct chip chip;
    pwr_chip(&chip);
    wr(&chip, 0x40022000, 1); /* one wait state */
    wr(&chip, PWR_CR, 1 << 11);
    wr(&chip, RCC_CFGR, 1 << 16 | 3 << 18 | 1 << 22);
    wr(&chip, RCC_CR, 1 << 8 | 1 << 16 | 1 << 18 | 1 << 24 | 1);
    run_us(&chip, 200);
    wr(&chip, RCC_CFGR, 1 << 16 | 3 << 18 | 1 << 22 | 3);
    assert_int_equal(chip.clock.sysclk_hz, 32000000);
    arm_button(&chip);
    enter_deep_sleep(&chip);
    run_ps(&chip, PS_PER_S);
    press(&chip);
    expect_in_handler(&chip);
    assert_int_equal(chip.clock.sysclk_hz, 2097152);
    expect_rd(&chip, RCC_CR, 0x300 | 1 << 18);
    expect_rd(&chip, RCC_CFGR, 1 << 16 | 3 << 18 | 1 << 22);
}

static void test_stop_to_hsi16(void **state)
{
    (void)state;
    struct chip chip;
    pwr_chip(&chip);
    wr(&chip, RCC_CFGR, 1 << 15);
    arm_button(&chip);
    enter_deep_sleep(&chip);
    run_ps(&chip, PS_PER_S);
    press(&chip);
    expect_in_handler(&chip);
    assert_int_equal(chip.clock.sysclk_hz, 16000000);
    expect_rd(&chip, RCC_CR, 5);
    expect_rd(&chip, RCC_CFGR, 1 << 15 | 5);
}

/* What counts HCLK or PCLK stands still; the same setting in Sleep does not. */
static void test_stop_freezes_counters(void **state)
{
    (void)state;
    for (unsigned deep = 0; deep < 2; deep++) {
        struct chip chip;
        pwr_chip(&chip);
        wr(&chip, RCC_APB1ENR, PWREN | 1 << 11 | 1 << 0);
        arm_button(&chip);
        wr(&chip, SYST_RVR, 0xFFFFFF);
        wr(&chip, SYST_CVR, 0);
        wr(&chip, SYST_CSR, 5);
        wr(&chip, TIM2_CR1, 1);
        wr(&chip, SCR, deep ? SLEEPDEEP : 0);
        uint64_t start = chip.cycle;
        sleep_core(&chip);
        run_cycles(&chip, 30000);
        press(&chip);
        expect_in_handler(&chip);
        uint32_t awake = (uint32_t)(chip.cycle - start) - (deep ? 30000 : 0);
        uint32_t systick = 0x1000000 - rd(&chip, SYST_CVR);
        uint32_t tim = rd(&chip, TIM2_CNT);
        /* sleep_core() spends up to 8 cycles asleep itself. */
        assert_in_range(systick + 10, awake, awake + 10);
        assert_in_range(tim + 10, awake, awake + 10);
        assert_int_equal(rd(&chip, WWDG_CR), 0x7F - awake / 4096);
    }
}

/* SysTick runs out in Sleep and wakes the core; in Stop it does not. */
static void test_systick_does_not_end_stop(void **state)
{
    (void)state;
    for (unsigned deep = 0; deep < 2; deep++) {
        struct chip chip;
        pwr_chip(&chip);
        wr(&chip, SYST_RVR, 999);
        wr(&chip, SYST_CVR, 0);
        wr(&chip, SYST_CSR, 7);
        wr(&chip, SCR, deep ? SLEEPDEEP : 0);
        sleep_core(&chip);
        run_cycles(&chip, 100000);
        assert_int_equal(chip.cpu.sleeping, deep);
    }
}

/* HCLK goes from 16 to 2 MHz on the way: the run ends at its time all the same,
 * in every loop. */
static void test_a_run_ends_in_time_in_stop(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xBF30, 0xE7FE};
    static struct chip chip;
    static struct decoder decoder;
    for (unsigned fast = 0; fast < 2; fast++) {
        pwr_chip(&chip);
        load_code(&chip, SLEEP_CODE, code, 2);
        wr(&chip, RCC_CR, rd(&chip, RCC_CR) | 1);
        run_us(&chip, 100);
        wr(&chip, RCC_CFGR, 1);
        wr(&chip, SCR, SLEEPDEEP);
        jump_to(&chip, SLEEP_CODE);
        assert_int_equal(chip.clock.hclk_hz, 16000000);
        uint64_t until = clock_ps(&chip) + PS_PER_MS;
        enum stop why = fast ? fast_run_to(&chip, &decoder, until)
                             : chip_run_to(&chip, until);
        assert_int_equal(why, STOP_BUDGET);
        assert_true(chip.cpu.sleeping);
        assert_int_equal(chip.clock.hclk_hz, 2097152);
        assert_in_range(clock_ps(&chip), until, until + chip.clock.hclk_ps);
    }
}

/* After Stop what was left of each count still runs out on time. */
static void test_counters_after_stop(void **state)
{
    (void)state;
    enum { TIM2_SR = 0x40000010, TIM2_ARR = 0x4000002C, ASLEEP = 1000000 };
    struct chip chip;
    pwr_chip(&chip);
    wr(&chip, RCC_APB1ENR, PWREN | 1 << 11 | 1 << 0);
    arm_button(&chip);
    wr(&chip, TIM2_ARR, 999);
    wr(&chip, TIM2_CR1, 1);
    wr(&chip, SYST_RVR, 1999);
    wr(&chip, SYST_CVR, 0);
    wr(&chip, SYST_CSR, 5);
    wr(&chip, WWDG_CR, 0x80 | 0x40);
    uint64_t start = chip.cycle;
    enter_deep_sleep(&chip);
    run_cycles(&chip, ASLEEP);
    press(&chip);
    expect_in_handler(&chip);
    uint64_t awake = chip.cycle - ASLEEP - 8; /* when all were awake */
    assert_true(awake - start < 200);
    run_cycles(&chip, 700);
    assert_false(rd(&chip, TIM2_SR) & 1);
    assert_false(rd(&chip, SYST_CSR) & 1 << 16);
    run_cycles(&chip, 300);
    assert_true(rd(&chip, TIM2_SR) & 1);
    run_cycles(&chip, 1000);
    assert_true(rd(&chip, SYST_CSR) & 1 << 16);
    uint32_t resets = chip.reset.count;
    run_cycles(&chip, 1800);
    assert_int_equal(chip.reset.count, resets);
    run_cycles(&chip, 400);
    assert_int_equal(chip.reset.last, RESET_WWDG);
}

static void test_iwdg_goes_on(void **state)
{
    (void)state;
    static const uint32_t modes[] = {0, PDDS};
    for (unsigned i = 0; i < 2; i++) {
        struct chip chip;
        pwr_chip(&chip);
        wr(&chip, IWDG_KR, 0xCCCC);
        run_us(&chip, 300);
        wr(&chip, IWDG_KR, 0xAAAA);
        uint64_t reload = clock_ps(&chip);
        wr(&chip, PWR_CR, VOS2 | modes[i]);
        enter_deep_sleep(&chip);
        EXPECT_RESET_AT(&chip, reload + 16384 * PS_PER_S / 37000, RESET_IWDG);
        wr(&chip, RCC_APB1ENR, PWREN);
        expect_rd(&chip, PWR_CSR, modes[i] ? SBF : 0);
    }
}

/* --- Standby --- */

static void standby_chip(struct chip *chip, uint32_t ewup)
{
    pwr_chip(chip);
    arm_button(chip);
    wr(chip, PWR_CSR, ewup);
    wr(chip, PWR_CR, VOS2 | PDDS | DBP);
    wr(chip, RTC_BKP0R, 0xCAFE);
    wr(chip, 0x20003FF0, 0x12345678);
    wr(chip, RCC_CSR, rd(chip, RCC_CSR) | 1 << 23);
    enter_deep_sleep(chip);
}

static void expect_after_standby(struct chip *chip, uint32_t csr,
                                 uint32_t rcc_csr)
{
    assert_false(chip->cpu.sleeping);
    wr(chip, RCC_APB1ENR, PWREN);
    expect_rd(chip, PWR_CR, 0x1000);
    expect_rd(chip, PWR_CSR, csr);
    expect_rd(chip, RCC_CSR, rcc_csr);
    expect_rd(chip, RTC_BKP0R, 0xCAFE);
    assert_int_not_equal(rd(chip, 0x20003FF0), 0x12345678); /* SRAM is lost */
}

static void test_standby_wakeup_pins(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct chip chip;
        standby_chip(&chip, wkup[i].enable);
        uint32_t resets = chip.reset.count;
        run_ps(&chip, PS_PER_S);
        chip_pin_drive(&chip, wkup[i].port, wkup[i].pin, false);
        run_ps(&chip, PS_PER_MS);
        assert_int_equal(chip.reset.count, resets);
        chip_pin_drive(&chip, wkup[i].port, wkup[i].pin, true);
        run_cycles(&chip, 1);
        assert_int_equal(chip.reset.count, resets + 1);
        assert_int_equal(chip.reset.last, RESET_STANDBY);
        expect_after_standby(&chip, WUF | SBF | wkup[i].enable, 0);
    }
}

/* Neither an EXTI line nor a timer ends it; NRST does. */
static void test_standby_nrst(void **state)
{
    (void)state;
    struct chip chip;
    standby_chip(&chip, 0);
    uint32_t resets = chip.reset.count;
    press(&chip);
    run_ps(&chip, PS_PER_S);
    assert_int_equal(chip.reset.count, resets);
    assert_true(chip.cpu.sleeping);
    do_reset(&chip, RESET_PIN);
    expect_after_standby(&chip, SBF, 0x04000000);
    wr(&chip, PWR_CR, VOS2 | CSBF);
    expect_rd(&chip, PWR_CSR, 0);
}

static void test_standby_flags_lost_with_supply(void **state)
{
    (void)state;
    struct chip chip;
    standby_chip(&chip, 0);
    do_reset(&chip, RESET_DIP);
    wr(&chip, RCC_APB1ENR, PWREN);
    expect_rd(&chip, PWR_CSR, 0);
}

/* A wake-up flag that was not cleared ends Standby at once. */
static void test_standby_with_wuf(void **state)
{
    (void)state;
    struct chip chip;
    pwr_chip(&chip);
    wr(&chip, PWR_CSR, EWUP1);
    chip_pin_drive(&chip, GPIO_A, 0, true);
    wr(&chip, PWR_CR, VOS2 | PDDS);
    wr(&chip, SCR, SLEEPDEEP);
    uint32_t resets = chip.reset.count;
    static const uint16_t wfi[] = {0xBF30, 0xE7FE};
    load_code(&chip, SLEEP_CODE, wfi, 2);
    jump_to(&chip, SLEEP_CODE);
    run_cycles(&chip, 4);
    assert_int_equal(chip.reset.count, resets + 1);
    assert_int_equal(chip.reset.last, RESET_STANDBY);
}

/* Outputs float in Standby. */
static void test_standby_pins_float(void **state)
{
    (void)state;
    struct chip chip;
    pwr_chip(&chip);
    wr(&chip, RCC_IOPENR, 1);
    wr(&chip, GPIOA_ODR, 1 << 5);
    wr(&chip, GPIOA_MODER, 0xEBFFF4FF); /* LD2 on */
    assert_true(gpio_v2_levels(&chip, GPIO_A) >> 5 & 1);
    wr(&chip, PWR_CR, VOS2 | PDDS);
    enter_deep_sleep(&chip);
    assert_false(gpio_v2_levels(&chip, GPIO_A) >> 5 & 1);
}

/* Option bits nRST_STOP and nRST_STDBY = 0: a reset instead. */
static void test_forbidden_modes(void **state)
{
    (void)state;
    static const struct {
        uint32_t user; /* option word +04 */
        uint32_t pdds;
        bool reset;
    } rows[] = {
        {0x7FAF8050, 0, true}, /* nRST_STOP=0 */
        {0x7FAF8050, PDDS, false},
        {0x7FCF8030, 0, false},
        {0x7FCF8030, PDDS, true}, /* nRST_STDBY=0 */
    };
    for (unsigned i = 0; i < 4; i++) {
        struct chip chip;
        fixture_chip(&chip);
        load_word(&chip, OPTION_BASE + 4, rows[i].user);
        chip_power_on(&chip);
        wr(&chip, RCC_APB1ENR, PWREN);
        wr(&chip, PWR_CR, VOS2 | rows[i].pdds);
        wr(&chip, SCR, SLEEPDEEP);
        static const uint16_t wfi[] = {0xBF30, 0xE7FE};
        load_code(&chip, SLEEP_CODE, wfi, 2);
        jump_to(&chip, SLEEP_CODE);
        run_cycles(&chip, 8);
        assert_int_equal(chip.reset.last == RESET_LOW_POWER, rows[i].reset);
        assert_int_equal(chip.cpu.sleeping, !rows[i].reset);
        if (rows[i].reset)
            expect_rd(&chip, RCC_CSR, 0x8C000000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vrefint),
        cmocka_unit_test(test_low_power_run),
        cmocka_unit_test(test_vos),
        cmocka_unit_test(test_wakeup_flag),
        cmocka_unit_test(test_stop_to_msi),
        cmocka_unit_test(test_stop_to_hsi16),
        cmocka_unit_test(test_stop_freezes_counters),
        cmocka_unit_test(test_systick_does_not_end_stop),
        cmocka_unit_test(test_a_run_ends_in_time_in_stop),
        cmocka_unit_test(test_counters_after_stop),
        cmocka_unit_test(test_iwdg_goes_on),
        cmocka_unit_test(test_standby_wakeup_pins),
        cmocka_unit_test(test_standby_nrst),
        cmocka_unit_test(test_standby_flags_lost_with_supply),
        cmocka_unit_test(test_standby_with_wuf),
        cmocka_unit_test(test_standby_pins_float),
        cmocka_unit_test(test_forbidden_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * What the blocks that other families have too do otherwise on an STM32F4:
 * watchdogs, RTC, timers, EXTI, ports, CRC, low power.
 */
#include "tests/chip/chip_fixture.h"
#include "tests/chip/page.h"
#include "tests/chip/stm32f4/f4_fixture.h"

static struct chip chip;

static void open_part(const char *name)
{
    f4_chip(&chip, name);
    f4_clocks(&chip);
    sleep_core(&chip);
}

/* --- watchdogs --- */

enum { IWDG_KR = 0x40003000, IWDG_PR = 0x40003004, IWDG_RLR = 0x40003008 };

/* 4096 ticks of LSI/4: 0.512 s, from where the LSI is ready. */
static void iwdg(void **state)
{
    (void)state;
    open_part("stm32f401re");
    uint64_t begin = clock_ps(&chip);
    wr(&chip, IWDG_KR, 0xCCCC);
    assert_int_equal(rd(&chip, RCC_CSR) & 1, 0); /* LSION is not it */
    EXPECT_RESET_AT(&chip, begin + 15 * PS_PER_US + 512 * PS_PER_MS,
                    RESET_IWDG);
    expect_rd(&chip, RCC_CSR, 0x2E000000);

    /* PR and RLR: (99 + 1) * 64 / 32 kHz. */
    open_part("stm32f401re");
    wr(&chip, IWDG_KR, 0xCCCC);
    wr(&chip, IWDG_KR, 0x5555);
    wr(&chip, IWDG_PR, 4);
    wr(&chip, IWDG_RLR, 99);
    expect_rd(&chip, 0x4000300C, 3);
    run_us(&chip, 200);
    expect_rd(&chip, 0x4000300C, 0);
    /* There is no window to be early in. */
    wr(&chip, 0x40003010, 1);
    begin = clock_ps(&chip);
    wr(&chip, IWDG_KR, 0xAAAA);
    EXPECT_RESET_AT(&chip, begin + 200 * PS_PER_MS, RESET_IWDG);
}

/* Without LSI PVU stays set (AN2606). */
static void iwdg_without_lsi(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, IWDG_KR, 0x5555);
    wr(&chip, IWDG_PR, 6);
    run_us(&chip, 5000);
    expect_rd(&chip, 0x4000300C, 1);
    expect_rd(&chip, IWDG_PR, 6);
    wr(&chip, RCC_CSR, 1);
    run_us(&chip, 500);
    expect_rd(&chip, 0x4000300C, 0);
    wr(&chip, RCC_CSR, 0); /* off again */
    wr(&chip, IWDG_PR, 5);
    run_us(&chip, 5000);
    expect_rd(&chip, 0x4000300C, 1);
    wr(&chip, RCC_CSR, 1);
    run_us(&chip, 500);
    expect_rd(&chip, 0x4000300C, 0);
}

/* At 42 MHz on APB1 the longest time is 49.9 ms. */
static void window_watchdog(void **state)
{
    (void)state;
    open_part("stm32f401re");
    f4_pll(&chip, 16, 336, 4, 4 << 10);
    wr(&chip, 0x40002C04, 3 << 7 | 0x7F);
    uint64_t begin = clock_ps(&chip);
    wr(&chip, 0x40002C00, 0xFF);
    while (chip.reset.last == RESET_POWER)
        run_us(&chip, 10);
    uint64_t us = (clock_ps(&chip) - begin) / PS_PER_US;
    assert_int_equal(chip.reset.last, RESET_WWDG);
    assert_in_range(us, 49900, 49950);
    expect_rd(&chip, RCC_CSR, 0x4E000000);
    /* A refresh above the window is a reset. */
    open_part("stm32f401re");
    wr(&chip, 0x40002C04, 0x50);
    wr(&chip, 0x40002C00, 0xFF);
    wr(&chip, 0x40002C00, 0xFF);
    run_us(&chip, 1);
    assert_int_equal(chip.reset.last, RESET_WWDG);
}

/* --- RTC --- */

static void backup_registers(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, 0x40002850, 1); /* DBP=0 */
    expect_rd(&chip, 0x40002850, 0);
    modify(&chip, PWR_CR, 0, 1 << 8);
    for (uint32_t i = 0; i < 20; i++)
        wr(&chip, 0x40002850 + 4 * i, 0xB0000000 + i);
    wr(&chip, 0x400028A0, 0x12345678); /* there are twenty */
    expect_rd(&chip, 0x400028A0, 0);
    static const enum reset_kind kept[] = {RESET_SYSTEM, RESET_PIN, RESET_IWDG,
                                           RESET_WWDG};
    for (unsigned k = 0; k < 4; k++) {
        do_reset(&chip, kept[k]);
        for (uint32_t i = 0; i < 20; i++)
            expect_rd(&chip, 0x40002850 + 4 * i, 0xB0000000 + i);
    }
    /* DBP does not survive; a tamper event on PC13 erases them. */
    f4_clocks(&chip);
    expect_rd(&chip, PWR_CR, 0x8000);
    modify(&chip, PWR_CR, 0, 1 << 8);
    chip_pin_drive(&chip, GPIO_C, 13, false);
    wr(&chip, 0x40002840, 1 | 1 << 2); /* TAMP1E, TAMPIE; TRG: rising */
    wr(&chip, 0x40013C00, 1 << 21);
    wr(&chip, 0x40013C08, 1 << 21);
    chip_pin_drive(&chip, GPIO_C, 13, true);
    for (uint32_t i = 0; i < 20; i++)
        expect_rd(&chip, 0x40002850 + 4 * i, 0);
    expect_rd(&chip, 0x40013C14, 1 << 21);
    assert_true(rd(&chip, 0xE000E200) >> F4_IRQ_TAMP_STAMP & 1);
}

/* The wake-up timer ends Standby, on LSI. */
static void standby(void **state)
{
    (void)state;
    open_part("stm32f411re");
    modify(&chip, PWR_CR, 0, 1 << 8);
    wr(&chip, RCC_CSR, 1 | 1 << 24);
    run_us(&chip, 100);
    wr(&chip, RCC_BDCR, 2 << 8 | 1 << 15);
    wr(&chip, 0x40002824, 0xCA);
    wr(&chip, 0x40002824, 0x53);
    wr(&chip, 0x40002814, 1999);              /* 16/32 kHz * 2000 = 1 s */
    wr(&chip, 0x40002808, 1 << 14 | 1 << 10); /* WUTIE, WUTE */
    wr(&chip, 0x40002850, 0x600D);
    load_word(&chip, 0x20000000, 0x12345678);
    modify(&chip, PWR_CR, 0, 1 << 1); /* PDDS */
    wr(&chip, 0xE000ED10, 4);         /* SLEEPDEEP */
    wr(&chip, 0xE000E100, 0xFFFFFFFF);
    jump_to(&chip, SLEEP_CODE);
    chip.cpu.sleeping = false;
    chip.attention &= ~(uint32_t)ATTENTION_SLEEP;
    run_ps(&chip, 900 * PS_PER_MS);
    assert_int_equal(chip.reset.count, 1);
    run_ps(&chip, 200 * PS_PER_MS);
    assert_int_equal(chip.reset.last, RESET_STANDBY);
    f4_clocks(&chip);
    expect_rd(&chip, PWR_CSR, 3); /* WUF, SBF */
    expect_rd(&chip, PWR_CR, 0x8000);
    expect_rd(&chip, 0x40002850, 0x600D);
    assert_int_not_equal(rd(&chip, 0x20000000), 0x12345678);
    assert_int_equal(rd(&chip, RCC_CSR) >> 25, 0);
    wr(&chip, PWR_CR, 0xC); /* CWUF, CSBF */
    expect_rd(&chip, PWR_CSR, 0);
}

/* Stop: the PLL goes, the core resumes on HSI; timers stood still. */
static void stop(void **state)
{
    enum { TIM2_CNT = 0x40000024 };
    (void)state;
    open_part("stm32f401re");
    f4_pll(&chip, 16, 336, 4, 4 << 10);
    wr(&chip, 0x40000000, 1);
    wr(&chip, 0x40013C00, 1); /* EXTI0: PA0 rising */
    wr(&chip, 0x40013C08, 1);
    wr(&chip, 0xE000ED10, 4);
    wr(&chip, 0xE000E100, 1 << F4_IRQ_EXTI0);
    jump_to(&chip, SLEEP_CODE);
    chip.cpu.sleeping = false;
    chip.attention &= ~(uint32_t)ATTENTION_SLEEP;
    run_us(&chip, 10);
    assert_true(stm32f4(&chip)->pwr.stop);
    assert_int_equal(chip.clock.sysclk_hz, 16000000);
    run_us(&chip, 10000);
    chip_pin_drive(&chip, GPIO_A, 0, true);
    run_us(&chip, 10);
    assert_false(stm32f4(&chip)->pwr.stop);
    assert_int_equal(rd(&chip, RCC_CFGR) & 0xF, 0);
    assert_int_equal(rd(&chip, RCC_CR) >> 24 & 3, 0);
    assert_true(rd(&chip, TIM2_CNT) < 5000);
}

static void sleep_deep(void)
{
    wr(&chip, 0xE000ED10, 4); /* SLEEPDEEP */
    jump_to(&chip, SLEEP_CODE);
    chip.cpu.sleeping = false;
    chip.attention &= ~(uint32_t)ATTENTION_SLEEP;
    run_us(&chip, 10);
}

/* The pin WKUP, PA0: an edge ends Standby, and sets WUF, with which the next
 * one is left at once. */
static void wake_up_pin(void **state)
{
    (void)state;
    open_part("stm32f401re");
    modify(&chip, PWR_CR, 0, 1 << 1); /* PDDS */
    chip_pin_drive(&chip, GPIO_A, 0, false);
    chip_pin_drive(&chip, GPIO_A, 0, true); /* EWUP=0 */
    expect_rd(&chip, PWR_CSR, 0);
    chip_pin_drive(&chip, GPIO_A, 0, false);
    wr(&chip, PWR_CSR, 1 << 8);
    sleep_deep();
    assert_int_equal(chip.reset.count, 1);
    chip_pin_drive(&chip, GPIO_A, 0, true);
    run_us(&chip, 10);
    assert_int_equal(chip.reset.count, 2);
    assert_int_equal(chip.reset.last, RESET_STANDBY);
    f4_clocks(&chip);
    expect_rd(&chip, PWR_CSR, 3 | 1 << 8);
    modify(&chip, PWR_CR, 0, 1 << 1 | 1 << 3); /* CSBF */
    expect_rd(&chip, PWR_CSR, 1 | 1 << 8);
    uint64_t begin = clock_ps(&chip);
    sleep_core(&chip);
    sleep_deep();
    assert_int_equal(chip.reset.count, 3);
    assert_true(clock_ps(&chip) - begin < PS_PER_MS);
    f4_clocks(&chip);
    expect_rd(&chip, PWR_CSR, 3 | 1 << 8);
}

/* nRST_STOP=0, nRST_STDBY=0: a reset in their place. */
static void forbidden_low_power(void **state)
{
    (void)state;
    for (uint32_t pdds = 0; pdds < 2; pdds++) {
        f4_chip(&chip, "stm32f401re");
        load_word(&chip, 0x1FFFC000, pdds ? 0x5590AA6F : 0x5550AAAF);
        do_reset(&chip, RESET_POWER);
        f4_clocks(&chip);
        sleep_core(&chip);
        wr(&chip, RCC_CSR, 1 << 24);
        modify(&chip, PWR_CR, 0, pdds << 1);
        uint32_t count = chip.reset.count;
        sleep_deep();
        assert_int_equal(chip.reset.count, count + 1);
        assert_int_equal(chip.reset.last, RESET_LOW_POWER);
        expect_rd(&chip, RCC_CSR, 0x84000000);
        /* The other mode is allowed. */
        f4_clocks(&chip);
        sleep_core(&chip);
        modify(&chip, PWR_CR, 0, !pdds << 1);
        sleep_deep();
        assert_int_equal(chip.reset.count, count + 1);
    }
}

/* The RTC on HSE / 8: 1 MHz / 125 / 8000. */
static void rtc_on_hse(void **state)
{
    (void)state;
    open_part("stm32f411re");
    modify(&chip, RCC_CR, 0, 1 << 18);
    modify(&chip, RCC_CR, 0, 1 << 16);
    run_us(&chip, 100);
    wr(&chip, RCC_CFGR, 8 << 16);
    modify(&chip, PWR_CR, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 3 << 8 | 1 << 15);
    wr(&chip, 0x40002824, 0xCA);
    wr(&chip, 0x40002824, 0x53);
    wr(&chip, 0x4000280C, 1 << 7); /* INIT */
    run_us(&chip, 100);
    assert_true(rd(&chip, 0x4000280C) & 1 << 6);
    wr(&chip, 0x40002810, 7999);
    wr(&chip, 0x40002810, 124 << 16 | 7999);
    wr(&chip, 0x40002800, 0);
    wr(&chip, 0x4000280C, 0);
    run_ps(&chip, 3500 * PS_PER_MS);
    expect_rd(&chip, 0x40002800, 3);
    modify(&chip, RCC_CR, 1 << 16, 0); /* without HSE it stands still */
    run_ps(&chip, 3500 * PS_PER_MS);
    expect_rd(&chip, 0x40002800, 3);
}

/* --- timers --- */

/* TIM2 counts 32 bits: an overflow, a compare, counting down. */
static void tim_32(void **state)
{
    enum { T = 0x40000000, SR = T + 0x10, CNT = T + 0x24, CCR1 = T + 0x34 };
    (void)state;
    open_part("stm32f401re");
    wr(&chip, CNT, 0xFFFFFFF0);
    wr(&chip, CCR1, 0xFFFFFFF8);
    wr(&chip, T, 1);
    run_cycles(&chip, 12);
    assert_int_equal(rd(&chip, SR) & 3, 2);
    assert_in_range(rd(&chip, CNT), 0xFFFFFFF9, 0xFFFFFFFD);
    run_cycles(&chip, 16);
    assert_int_equal(rd(&chip, SR) & 3, 3);
    assert_in_range(rd(&chip, CNT), 8, 14);
    wr(&chip, T, 0);
    wr(&chip, SR, 0);
    wr(&chip, CNT, 3);
    wr(&chip, T, 1 | 1 << 4); /* down */
    run_cycles(&chip, 10);
    assert_int_equal(rd(&chip, SR) & 1, 1);
    assert_in_range(rd(&chip, CNT), 0xFFFFFFF0, 0xFFFFFFFF);
    /* A whole lap at 16 MHz with a prescaler: the interrupt is on time. */
    open_part("stm32f401re");
    wr(&chip, T + 0x28, 9);
    wr(&chip, T + 0x2C, 15999999); /* ARR: ten seconds */
    wr(&chip, T + 0x14, 1);
    wr(&chip, SR, 0);
    wr(&chip, T + 0x0C, 1);
    wr(&chip, T, 1);
    run_ps(&chip, 9999 * PS_PER_MS);
    assert_int_equal(rd(&chip, SR) & 1, 0);
    run_ps(&chip, 2 * PS_PER_MS);
    assert_int_equal(rd(&chip, SR) & 1, 1);
    assert_true(rd(&chip, 0xE000E200) >> F4_IRQ_TIM2 & 1);
    /* TIM3 has 16. */
    wr(&chip, 0x40000424, 0x12345678);
    expect_rd(&chip, 0x40000424, 0x5678);
}

/* The outputs of TIM1 need MOE; its interrupts are four. */
static void tim_1(void **state)
{
    enum { T = 0x40010000 };
    (void)state;
    open_part("stm32f401re");
    pin_alternate(&chip, GPIOA, 8, 1);
    wr(&chip, T + 0x2C, 159);
    wr(&chip, T + 0x34, 80);
    wr(&chip, T + 0x18, 6 << 4); /* PWM 1 */
    wr(&chip, T + 0x20, 1);
    wr(&chip, T + 0x0C, 1 | 1 << 1);
    wr(&chip, T, 1);
    run_cycles(&chip, 40);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) >> 8 & 1, 0);
    wr(&chip, T + 0x44, 1 << 15);
    run_cycles(&chip, 10);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) >> 8 & 1, 1);
    run_cycles(&chip, 60);
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) >> 8 & 1, 0);
    expect_rd(&chip, 0xE000E200, 1u << F4_IRQ_TIM1_CC);
    run_cycles(&chip, 100);
    expect_rd(&chip, 0xE000E200,
              1u << F4_IRQ_TIM1_CC | 1u << F4_IRQ_TIM1_UP_TIM10);
}

/* As the ROM measures HSE: TIM11 captures HSE/RTCPRE. */
static void tim_11_measures_hse(void **state)
{
    enum { T = 0x40014800 };
    (void)state;
    open_part("stm32f401re");
    modify(&chip, RCC_CR, 0, 1 << 18);
    modify(&chip, RCC_CR, 0, 1 << 16);
    run_us(&chip, 100);
    wr(&chip, RCC_CFGR, 31 << 16);
    wr(&chip, T + 0x50, 2);          /* TI1_RMP */
    wr(&chip, T + 0x18, 1 | 3 << 2); /* CC1S, ICPSC: every eighth */
    wr(&chip, T + 0x20, 1);
    wr(&chip, T, 1);
    run_us(&chip, 70);
    uint32_t first = rd(&chip, T + 0x34);
    run_us(&chip, 31);
    uint32_t second = rd(&chip, T + 0x34);
    /* 31 * 8 periods of 8 MHz are 31 us: 496 of 16 MHz. */
    assert_in_range((second - first) & 0xFFFF, 495, 497);
}

/* TIM5 captures LSI and LSE, every eighth edge. */
static void tim_5_measures_low_speed(void **state)
{
    enum { T = 0x40000C00 };
    static const struct {
        uint32_t remap, counts;
    } clocks[] = {{1, 4000}, {2, 3906}};
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        open_part("stm32f401re");
        wr(&chip, RCC_CSR, 1);
        modify(&chip, PWR_CR, 0, 1 << 8);
        wr(&chip, RCC_BDCR, 1);
        run_ps(&chip, 2100 * PS_PER_MS);
        wr(&chip, T + 0x50, clocks[i].remap << 6); /* TI4_RMP */
        wr(&chip, T + 0x1C, (1 | 3 << 2) << 8);    /* CC4S, IC4PSC */
        wr(&chip, T + 0x20, 1 << 12);
        wr(&chip, T, 1);
        run_us(&chip, 700);
        uint32_t first = rd(&chip, T + 0x40);
        run_us(&chip, 250);
        uint32_t second = rd(&chip, T + 0x40);
        assert_in_range(second - first, clocks[i].counts - 1,
                        clocks[i].counts + 1);
    }
}

static void systick_calibration(void **state)
{
    (void)state;
    open_part("stm32f401re");
    expect_rd(&chip, 0xE000E01C, 10500);
    open_part("stm32f407vg");
    expect_rd(&chip, 0xE000E01C, 18750);
}

/* --- ports, EXTI, CRC --- */

static void ports(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, GPIOC + GPIO_MODER, 0x55555555);
    wr16(&chip, GPIOC + GPIO_BSRR, 0x00F0);
    expect_rd(&chip, GPIOC + GPIO_ODR, 0x00F0);
    wr16(&chip, GPIOC + GPIO_BSRR + 2, 0x0030);
    expect_rd(&chip, GPIOC + GPIO_ODR, 0x00C0);
    wr(&chip, GPIOC + GPIO_BSRR, 0x00C00040); /* set wins */
    expect_rd(&chip, GPIOC + GPIO_ODR, 0x0040);
    wr(&chip, GPIOC + 0x28, 0xFFFF); /* no BRR */
    expect_rd(&chip, GPIOC + GPIO_ODR, 0x0040);
    wr8(&chip, GPIOC + GPIO_ODR + 1, 0x80);
    expect_rd(&chip, GPIOC + GPIO_ODR, 0x8040);
    /* The debug pins have their pulls. */
    assert_int_equal(rd(&chip, GPIOA + GPIO_IDR) >> 13, 5);
    assert_int_equal(rd(&chip, GPIOB + GPIO_IDR) & 0x18, 0x10);
    /* The lock. */
    wr(&chip, GPIOC + 0x1C, 0x10001);
    wr(&chip, GPIOC + 0x1C, 0x00001);
    wr(&chip, GPIOC + 0x1C, 0x10001);
    rd(&chip, GPIOC + 0x1C);
    wr(&chip, GPIOC + GPIO_MODER, 0);
    expect_rd(&chip, GPIOC + GPIO_MODER, 1);
}

static void exti_vectors(void **state)
{
    static const struct {
        unsigned line, irq;
    } lines[] = {
        {0, F4_IRQ_EXTI0},        {4, F4_IRQ_EXTI4},
        {5, F4_IRQ_EXTI9_5},      {9, F4_IRQ_EXTI9_5},
        {10, F4_IRQ_EXTI15_10},   {15, F4_IRQ_EXTI15_10},
        {16, F4_IRQ_PVD},         {17, F4_IRQ_RTC_ALARM},
        {18, F4_IRQ_OTG_FS_WKUP}, {21, F4_IRQ_TAMP_STAMP},
        {22, F4_IRQ_RTC_WKUP},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
        open_part("stm32f401re");
        wr(&chip, 0x40013C00, 1u << lines[i].line);
        wr(&chip, 0x40013C10, 1u << lines[i].line);
        expect_rd(&chip, 0x40013C14, 1u << lines[i].line);
        assert_true(rd(&chip, 0xE000E200 + lines[i].irq / 32 * 4) >>
                        lines[i].irq % 32 &
                    1);
        wr(&chip, 0x40013C14, 1u << lines[i].line);
        expect_rd(&chip, 0x40013C14, 0);
        expect_rd(&chip, 0x40013C10, 0);
    }
    /* B1 of a Nucleo: PC13 falls; code 2 is port C. */
    wr(&chip, SYSCFG_EXTICR1 + 12, 2 << 4);
    wr(&chip, 0x40013C00, 1 << 13);
    wr(&chip, 0x40013C0C, 1 << 13);
    chip_pin_drive(&chip, GPIO_C, 13, false);
    expect_rd(&chip, 0x40013C14, 1 << 13);
}

/* CRC-32 of "1234" as words, not reflected; RESET; IDR is kept by it. */
static void crc(void **state)
{
    enum { DR = 0x40023000, IDR = 0x40023004, CR = 0x40023008 };
    (void)state;
    open_part("stm32f401re");
    wr(&chip, DR, 0x31323334);
    uint32_t want = 0xFFFFFFFF ^ 0x31323334;
    for (unsigned i = 0; i < 32; i++)
        want = want << 1 ^ (want >> 31 ? 0x04C11DB7 : 0);
    expect_rd(&chip, DR, want);
    wr(&chip, IDR, 0x1A5);
    wr(&chip, CR, 1);
    expect_rd(&chip, DR, 0xFFFFFFFF);
    expect_rd(&chip, IDR, 0xA5);
    expect_rd(&chip, CR, 0);
    wr(&chip, 0x40023010, 0); /* no INIT, no POL */
    wr(&chip, 0x40023014, 0);
    wr(&chip, DR, 0x31323334);
    expect_rd(&chip, DR, want);
}

/* Blocks that keep what is written report what they do not do. */
static void kept_blocks(void **state)
{
    (void)state;
    open_part("stm32f401re");
    watch_firmware(&chip);
    wr(&chip, 0x40005400, 1); /* I2C1: PE */
    assert_int_equal(chip.events.count, 0);
    wr(&chip, 0x40005400, 1 | 1 << 8); /* START */
    assert_true(reported_unmodelled(&chip, 0x40005400));
    wr(&chip, 0x40012008, 1); /* ADC1: ADON */
    assert_int_equal(chip.events.count, 0);
    wr(&chip, 0x40012008, 1 | 1 << 30); /* SWSTART */
    assert_true(reported_unmodelled(&chip, 0x40012008));
    expect_rd(&chip, 0x40012000, 1 << 1 | 1 << 4); /* EOC, STRT */
    rd(&chip, 0x50000000);                         /* OTG_FS */
    assert_true(reported_unmodelled(&chip, 0x50000000));
    unwatch(&chip);
}

/* docs/gaps.md names every block that is not modelled, or only kept. */
static void gaps_page(void **state)
{
    (void)state;
    char *section = strstr(page_read("docs/gaps.md"), "## 16.");
    unsigned missing = 0;
    assert_non_null(section);
    f4_chip(&chip, "stm32f407vg");
    for (unsigned i = MAP_BLOCKS; i < map_of(&chip)->row_count; i++) {
        const struct map_row *row = map_row(&chip, i);
        if (!row->name || row->kind)
            continue;
        missing++;
        if (!strstr(section, row->name))
            fail_msg("docs/gaps.md does not mention %s", row->name);
    }
    assert_true(missing >= 10);
}

/* Start-up code writes to every port; what needs the pins is reported. */
static void port_without_pins(void **state)
{
    (void)state;
    enum { GPIOI = 0x40022000 };
    f4_chip(&chip, "stm32f407vg");
    f4_clocks(&chip);
    watch_firmware(&chip);
    wr(&chip, GPIOI + GPIO_MODER, 0x12345678);
    expect_rd(&chip, GPIOI + GPIO_MODER, 0x12345678);
    wr(&chip, GPIOI + GPIO_ODR, 0xFFFF);
    wr(&chip, GPIOI + GPIO_AFRH, 0);
    expect_rd(&chip, GPIOI + GPIO_IDR, 0);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, GPIOI + GPIO_BSRR, 1);
    assert_true(reported_unmodelled(&chip, GPIOI + GPIO_BSRR));
    wr(&chip, GPIOI + GPIO_AFRL, 5);
    assert_true(reported_unmodelled(&chip, GPIOI + GPIO_AFRL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iwdg),
        cmocka_unit_test(iwdg_without_lsi),
        cmocka_unit_test(window_watchdog),
        cmocka_unit_test(backup_registers),
        cmocka_unit_test(standby),
        cmocka_unit_test(stop),
        cmocka_unit_test(wake_up_pin),
        cmocka_unit_test(forbidden_low_power),
        cmocka_unit_test(rtc_on_hse),
        cmocka_unit_test(tim_32),
        cmocka_unit_test(tim_1),
        cmocka_unit_test(tim_11_measures_hse),
        cmocka_unit_test(tim_5_measures_low_speed),
        cmocka_unit_test(systick_calibration),
        cmocka_unit_test(ports),
        cmocka_unit_test(exti_vectors),
        cmocka_unit_test(gaps_page),
        cmocka_unit_test(crc),
        cmocka_unit_test(kept_blocks),
        cmocka_unit_test(port_without_pins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

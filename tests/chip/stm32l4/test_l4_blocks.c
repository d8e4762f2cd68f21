/* SPDX-License-Identifier: MIT
 *
 * What the blocks that other families have too do otherwise on an STM32L4:
 * watchdogs, RTC, low power, EXTI, DMA, timers, serial lines.
 */
#include "tests/chip/chip_fixture.h"
#include "tests/chip/stm32l4/l4_fixture.h"

static struct chip chip;

static void open_part(const char *name)
{
    l4_chip(&chip, name);
    l4_clocks(&chip);
    sleep_core(&chip);
}

/* The core sleeps with SLEEPDEEP, for what LPMS says. */
static void deep_sleep(uint32_t lpms)
{
    modify(&chip, PWR_CR1, 7, lpms);
    wr(&chip, 0xE000ED10, 4);
    jump_to(&chip, SLEEP_CODE);
    chip.cpu.sleeping = false;
    chip.attention &= ~(uint32_t)ATTENTION_SLEEP;
    run_us(&chip, 10);
}

static bool pending(enum l4_irq irq)
{
    return rd(&chip, 0xE000E200 + irq / 32 * 4) >> irq % 32 & 1;
}

/* --- watchdogs --- */

enum { IWDG_KR = 0x40003000, IWDG_PR = 0x40003004, IWDG_RLR = 0x40003008 };

/* 4096 ticks of LSI/4: 0.512 s, from where the LSI is ready. */
static void independent_watchdog(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    uint64_t begin = clock_ps(&chip);
    wr(&chip, IWDG_KR, 0xCCCC);
    EXPECT_RESET_AT(&chip, begin + 110 * PS_PER_US + 512 * PS_PER_MS,
                    RESET_IWDG);
    expect_rd(&chip, RCC_CSR, 0x2C000600);
    /* IWDG_SW=0 starts it at reset. */
    l4_options(&chip, 1 << 16, 0);
    run_ps(&chip, 520 * PS_PER_MS);
    assert_int_equal(chip.reset.last, RESET_IWDG);
}

/* At 80 MHz on APB1 the longest time is 26.2 ms. */
static void window_watchdog(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, FLASH_ACR, 0x704);
    wr(&chip, RCC_PLLCFGR, 40 << 8 | 1 | 1 << 24);
    modify(&chip, RCC_CR, 0, 1 << 24);
    run_us(&chip, 20);
    wr(&chip, RCC_CFGR, 3);
    wr(&chip, 0x40002C04, 3 << 7 | 0x7F);
    uint64_t begin = clock_ps(&chip);
    wr(&chip, 0x40002C00, 0xFF);
    while (chip.reset.last != RESET_WWDG && clock_ps(&chip) < PS_PER_S)
        run_us(&chip, 10);
    uint64_t us = (clock_ps(&chip) - begin) / PS_PER_US;
    assert_in_range(us, 26150, 26250);
    expect_rd(&chip, RCC_CSR, 0x4C000600);
}

/* --- RTC and low power --- */

static void rtc_on_lsi(void)
{
    modify(&chip, PWR_CR1, 0, 1 << 8);
    wr(&chip, RCC_CSR, 1);
    run_us(&chip, 200);
    wr(&chip, RCC_BDCR, 2 << 8 | 1 << 15);
    wr(&chip, 0x40002824, 0xCA);
    wr(&chip, 0x40002824, 0x53);
}

/* 16/32 kHz * count. */
static void wake_up_after(uint32_t count)
{
    wr(&chip, 0x40002814, count - 1);
    wr(&chip, 0x40002808, 1 << 14 | 1 << 10); /* WUTIE, WUTE */
}

/* The wake-up timer ends Standby; with RRS SRAM2 is kept, MSISRANGE is the
 * range. */
static void standby(void **state)
{
    static const char *const parts[] = {"stm32l476rg", "stm32l432kc"};
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        bool rrs = i & 1;
        open_part(parts[i / 2]);
        modify(&chip, RCC_CR, 0, 8); /* MSIRGSEL */
        rtc_on_lsi();
        modify(&chip, RCC_CSR, 0xF00, 7 << 8);
        wake_up_after(2000);
        wr(&chip, 0x40002850, 0x600D);
        load_word(&chip, 0x20000000, 0x12345678);
        load_word(&chip, 0x10003FFC, 0x12345678);
        modify(&chip, PWR_CR3, 0, rrs ? 1 << 8 : 0);
        deep_sleep(3);
        run_ps(&chip, 900 * PS_PER_MS);
        assert_int_equal(chip.reset.count, 1);
        run_ps(&chip, 200 * PS_PER_MS);
        assert_int_equal(chip.reset.last, RESET_STANDBY);
        assert_int_equal(rd(&chip, RCC_CSR) & 0xFFFFFF00, 0x0C000700);
        assert_int_equal(chip.clock.sysclk_hz, 8000000);
        l4_clocks(&chip);
        expect_rd(&chip, PWR_SR1, 0x8100); /* WUFI, SBF */
        expect_rd(&chip, PWR_CR1, 0x200);
        expect_rd(&chip, PWR_CR3, rrs ? 0x8100 : 0x8000);
        expect_rd(&chip, 0x40002850, 0x600D);
        assert_int_not_equal(rd(&chip, 0x20000000), 0x12345678);
        assert_int_equal(rd(&chip, 0x10003FFC) == 0x12345678, rrs);
        wr(&chip, PWR_SCR, 1 << 8);
        expect_rd(&chip, PWR_SR1, 0x8000);
    }
}

/* A wake-up flag that is still set: Standby is left at once. */
static void standby_with_a_flag(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, PWR_CR3, 0x8001); /* EIWUL, EWUP1 */
    chip_pin_drive(&chip, GPIO_A, 0, true);
    expect_rd(&chip, PWR_SR1, 1);
    uint64_t begin = clock_ps(&chip);
    deep_sleep(3);
    assert_int_equal(chip.reset.count, 2);
    assert_int_equal(chip.reset.last, RESET_STANDBY);
    assert_true(clock_ps(&chip) - begin < PS_PER_MS);
    l4_clocks(&chip);
    expect_rd(&chip, PWR_SR1, 0x101); /* and SBF */
}

/* LPR shows in REGLPF; a VOS that is not allowed leaves the range. */
static void regulator(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    expect_rd(&chip, PWR_SR2, 0x100);
    modify(&chip, PWR_CR1, 0, 1 << 14);
    expect_rd(&chip, PWR_SR2, 0x300);
    modify(&chip, PWR_CR1, 1 << 14, 0);
    expect_rd(&chip, PWR_SR2, 0x100);
    wr(&chip, PWR_CR1, 0x000 | 1 << 8);
    expect_rd(&chip, PWR_CR1, 0x200 | 1 << 8);
    wr(&chip, PWR_CR1, 0x600);
    expect_rd(&chip, PWR_CR1, 0x200);
}

/* Shutdown ends with a power-on reset; the backup domain is kept. WKUP2 is
 * PC13, here on a falling edge. */
static void shutdown_mode(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    rtc_on_lsi();
    wr(&chip, 0x40002850, 0x600D);
    modify(&chip, PWR_CR3, 0, 1 << 1 | 1 << 8);
    wr(&chip, PWR_CR4, 1 << 1);
    load_word(&chip, 0x10003FFC, 0x12345678);
    wr(&chip, RCC_CSR, 1 << 23);
    deep_sleep(4);
    run_us(&chip, 1000);
    assert_int_equal(chip.reset.count, 1);
    chip_pin_drive(&chip, GPIO_C, 13, false);
    run_us(&chip, 10);
    assert_int_equal(chip.reset.count, 2);
    expect_rd(&chip, RCC_CSR, 0x0C000600);
    l4_clocks(&chip);
    expect_rd(&chip, PWR_SR1, 0);
    expect_rd(&chip, PWR_CR3, 0x8000);
    expect_rd(&chip, 0x40002850, 0x600D);
    assert_int_not_equal(rd(&chip, 0x10003FFC), 0x12345678);
    /* nRST_STDBY=0 and nRST_SHDW=0 make a reset of it. */
    static const struct {
        uint32_t option, lpms;
    } forbidden[] = {{1 << 12, 0}, {1 << 13, 3}, {1 << 14, 4}};
    for (unsigned i = 0; i < 3; i++) {
        open_part("stm32l476rg");
        l4_options(&chip, forbidden[i].option, 0);
        l4_clocks(&chip);
        sleep_core(&chip);
        deep_sleep(forbidden[i].lpms);
        assert_int_equal(chip.reset.last, RESET_LOW_POWER);
        assert_true(rd(&chip, RCC_CSR) >> 31);
    }
}

/* Stop: the core resumes on MSI, or HSI16; a timer stood still; LPTIM1 on LSI
 * ran, and its line 32 wakes. */
static void stop(void **state)
{
    (void)state;
    for (unsigned hsi16 = 0; hsi16 < 2; hsi16++) {
        open_part("stm32l476rg");
        wr(&chip, FLASH_ACR, 0x704);
        wr(&chip, RCC_PLLCFGR, 40 << 8 | 1 | 1 << 24);
        modify(&chip, RCC_CR, 0, 1 << 24);
        run_us(&chip, 20);
        wr(&chip, RCC_CFGR, 3 | (hsi16 ? 1 << 15 : 0));
        wr(&chip, 0x40000000, 1);
        wr(&chip, EXTI_IMR1, 1); /* EXTI0: PA0 rising */
        wr(&chip, EXTI_RTSR1, 1);
        modify(&chip, GPIOA + GPIO_MODER, 3, 0);
        wr(&chip, 0xE000E100, 1 << L4_IRQ_EXTI0);
        deep_sleep(hsi16 ? 2 : 1);
        assert_int_equal(stm32l4(&chip)->pwr.mode, L4_STOP);
        run_us(&chip, 10000);
        chip_pin_drive(&chip, GPIO_A, 0, true);
        run_us(&chip, 10);
        assert_int_equal(stm32l4(&chip)->pwr.mode, L4_AWAKE);
        expect_rd(&chip, RCC_CFGR, hsi16 ? 1 << 15 | 5 : 0);
        assert_int_equal(rd(&chip, RCC_CR) >> 24 & 3, 0);
        assert_true(rd(&chip, 0x40000024) < 5000);
    }
    open_part("stm32l476rg");
    wr(&chip, RCC_CSR, 1);
    wr(&chip, RCC_CCIPR, 1 << 18); /* LPTIM1SEL: LSI */
    run_us(&chip, 200);
    wr(&chip, 0x40007C08, 1 << 1); /* ARRMIE */
    wr(&chip, 0x40007C10, 1);
    wr(&chip, 0x40007C18, 319);
    run_us(&chip, 200); /* ARROK */
    wr(&chip, 0x40007C10, 5);
    wr(&chip, 0xE000E108, 1 << (L4_IRQ_LPTIM1 - 64));
    deep_sleep(2);
    run_us(&chip, 9000);
    assert_int_equal(stm32l4(&chip)->pwr.mode, L4_STOP);
    run_us(&chip, 2000);
    assert_int_equal(stm32l4(&chip)->pwr.mode, L4_AWAKE);
}

/* A tamper on PA0 erases 32 backup registers. */
static void tamper(void **state)
{
    (void)state;
    open_part("stm32l432kc");
    modify(&chip, PWR_CR1, 0, 1 << 8);
    for (uint32_t i = 0; i < 32; i++)
        wr(&chip, 0x40002850 + 4 * i, i + 1);
    chip_pin_drive(&chip, GPIO_A, 0, true);
    wr(&chip, 0x40002840, 1 << 3 | 1 << 4 | 1 << 2); /* TAMP2E, TRG, TAMPIE */
    wr(&chip, EXTI_IMR1, 1 << 19);
    wr(&chip, EXTI_RTSR1, 1 << 19);
    expect_rd(&chip, 0x400028CC, 32);
    chip_pin_drive(&chip, GPIO_A, 0, false);
    for (uint32_t i = 0; i < 32; i++)
        expect_rd(&chip, 0x40002850 + 4 * i, 0);
    assert_true(pending(L4_IRQ_TAMP_STAMP));
}

/* --- EXTI --- */

static void exti_lines(void **state)
{
    static const struct {
        unsigned line, irq;
    } lines[] = {
        {0, L4_IRQ_EXTI0},       {4, L4_IRQ_EXTI4},     {5, L4_IRQ_EXTI9_5},
        {10, L4_IRQ_EXTI15_10},  {16, L4_IRQ_PVD_PVM},  {18, L4_IRQ_RTC_ALARM},
        {19, L4_IRQ_TAMP_STAMP}, {20, L4_IRQ_RTC_WKUP}, {21, L4_IRQ_COMP},
        {22, L4_IRQ_COMP},       {35, L4_IRQ_PVD_PVM},  {38, L4_IRQ_PVD_PVM},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
        uint32_t bank = EXTI_IMR1 + lines[i].line / 32 * 0x20;
        uint32_t bit = 1u << lines[i].line % 32;
        open_part("stm32l476rg");
        wr(&chip, bank, bit);
        wr(&chip, bank + 0x10, bit);
        expect_rd(&chip, bank + 0x14, bit);
        expect_rd(&chip, (bank ^ 0x20) + 0x14, 0);
        assert_true(pending(lines[i].irq));
        wr(&chip, bank + 0x14, bit);
        expect_rd(&chip, bank + 0x14, 0);
        expect_rd(&chip, bank + 0x10, 0);
    }
    /* Direct lines have no pending bit. */
    open_part("stm32l476rg");
    wr(&chip, EXTI_IMR1 + 0x10, 1 << 17);
    wr(&chip, EXTI_IMR1 + 0x30, 1);
    expect_rd(&chip, EXTI_PR1, 0);
    expect_rd(&chip, EXTI_PR1 + 0x20, 0);
    /* B1 of a Nucleo: PC13 falls; analog pins see nothing. */
    wr(&chip, SYSCFG_EXTICR1 + 12, 2 << 4);
    wr(&chip, EXTI_IMR1, 1 << 13);
    wr(&chip, EXTI_RTSR1 + 4, 1 << 13);
    chip_pin_drive(&chip, GPIO_C, 13, false);
    expect_rd(&chip, EXTI_PR1, 0);
    chip_pin_drive(&chip, GPIO_C, 13, true);
    modify(&chip, GPIOC + GPIO_MODER, 3u << 26, 0);
    chip_pin_drive(&chip, GPIO_C, 13, false);
    expect_rd(&chip, EXTI_PR1, 1 << 13);
}

/* --- DMA --- */

enum { CH = 0x14, CCR = 0x08, CNDTR = 0x0C, CPAR = 0x10, CMAR = 0x14 };

static void start_channel(uint32_t dma, unsigned channel, uint32_t peripheral,
                          uint32_t memory, uint32_t count, uint32_t ccr)
{
    uint32_t base = dma + CH * (channel - 1);
    wr(&chip, base + CPAR, peripheral);
    wr(&chip, base + CMAR, memory);
    wr(&chip, base + CNDTR, count);
    wr(&chip, base + CCR, ccr | 1);
}

/* Both controllers listen at once: TIM2_UP on DMA1, TIM5_UP on DMA2, as CSELR
 * says; a copy of memory has HTIF and GIF, too (read on a NUCLEO-L476RG). */
static void dma(void **state)
{
    enum { DMA1 = 0x40020000, DMA2 = 0x40020400 };
    (void)state;
    open_part("stm32l476rg");
    for (uint32_t i = 0; i < 4; i++) {
        load_word(&chip, 0x20001000 + 4 * i, 0x100 + i);
        load_word(&chip, 0x20002000 + 4 * i, 0x200 + i);
    }
    wr(&chip, DMA1 + 0xA8, 4 << 4); /* channel 2: TIM2_UP */
    wr(&chip, DMA2 + 0xA8, 5 << 4); /* channel 2: TIM5_UP */
    start_channel(DMA1, 2, 0x40000034, 0x20001000, 4, 0x0A90 | 2);
    start_channel(DMA2, 2, 0x40000C34, 0x20002000, 4, 0x0A90 | 2);
    static const uint32_t timers[] = {0x40000000, 0x40000C00};
    for (unsigned i = 0; i < 2; i++) {
        wr(&chip, timers[i] + 0x2C, 99);
        wr(&chip, timers[i] + 0x0C, 1 << 8);
        wr(&chip, timers[i], 1);
    }
    run_cycles(&chip, 1000);
    expect_rd(&chip, 0x40000034, 0x103);
    expect_rd(&chip, 0x40000C34, 0x203);
    expect_rd(&chip, DMA1, 7 << 4);
    expect_rd(&chip, DMA2, 7 << 4);
    assert_true(pending(L4_IRQ_DMA1_CHANNEL1 + 1));
    assert_true(pending(L4_IRQ_DMA2_CHANNEL1 + 1));
    assert_false(pending(L4_IRQ_DMA2_CHANNEL6));
    /* MEM2MEM with DIR=1: CMAR to CPAR, which read back as they were. */
    start_channel(DMA1, 7, 0x20003000, 0x20001000, 4, 0x4AD0);
    run_cycles(&chip, 100);
    expect_rd(&chip, 0x2000300C, 0x103);
    expect_rd(&chip, DMA1 + CH * 6 + CPAR, 0x20003000);
    expect_rd(&chip, DMA1, 7u << 24 | 7 << 4);
    /* One controller without its clock leaves the other one listening. */
    wr(&chip, DMA1 + 4, 0xFFFFFFFF);
    start_channel(DMA1, 2, 0x40000034, 0x20001000, 0, 0);
    wr(&chip, DMA1 + CH + CCR, 0);
    start_channel(DMA1, 2, 0x40000034, 0x20001000, 4, 0x0A90);
    modify(&chip, RCC_AHB1ENR, 2, 0);
    run_cycles(&chip, 1000);
    expect_rd(&chip, DMA1, 7 << 4);
}

/* --- timers --- */

/* TIM16 measures LSI and LSE, TIM17 MSI and HSE/32: as ROM and HAL do. */
static void measuring(void **state)
{
    static const struct {
        uint32_t base, or1, psc, us, lo, hi;
    } cases[] = {
        {0x40014400, 1, 3, 250, 999, 1001}, /* LSI: 8 of 4 MHz / 32 kHz */
        {0x40014400, 2, 3, 250, 976, 977},  /* LSE: 8 of 4 MHz / 32768 Hz */
        {0x40014800, 1, 3, 32, 127, 129},   /* MSI, which is PCLK */
        {0x40014800, 2, 3, 32, 127, 129},   /* HSE/32: 8 of 250 kHz */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t t = cases[i].base;
        open_part("stm32l476rg");
        wr(&chip, RCC_CSR, 1);
        modify(&chip, RCC_CR, 0, 1 << 18);
        modify(&chip, RCC_CR, 0, 1 << 16);
        modify(&chip, PWR_CR1, 0, 1 << 8);
        wr(&chip, RCC_BDCR, 1);
        run_ps(&chip, 2100 * PS_PER_MS);
        wr(&chip, t + 0x50, cases[i].or1);
        wr(&chip, t + 0x18, 1 | cases[i].psc << 2);
        wr(&chip, t + 0x20, 1);
        wr(&chip, t, 1);
        run_us(&chip, 600);
        uint32_t first = rd(&chip, t + 0x34);
        run_us(&chip, cases[i].us);
        uint32_t second = rd(&chip, t + 0x34);
        assert_in_range((second - first) & 0xFFFF, cases[i].lo, cases[i].hi);
    }
}

/* What the later version of the timer has and the model not is reported. */
static void later_timer(void **state)
{
    static const struct {
        uint32_t offset, value;
    } stores[] = {
        {0x00, 1 << 11}, {0x04, 1 << 20}, {0x08, 1 << 16}, {0x18, 1 << 16},
        {0x1C, 1 << 24}, {0x54, 1},       {0x58, 1},       {0x60, 1},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof stores / sizeof *stores; i++) {
        open_part("stm32l476rg");
        watch_firmware(&chip);
        wr(&chip, 0x40012C00 + stores[i].offset, 0);
        assert_int_equal(chip.events.count, 0);
        wr(&chip, 0x40012C00 + stores[i].offset, stores[i].value);
        assert_true(reported_unmodelled(&chip, 0x40012C00 + stores[i].offset));
        unwatch(&chip);
    }
    fixture_chip(&chip);
    wr(&chip, 0x40021038, 1);
    rd(&chip, 0x40021038);
    watch_firmware(&chip);
    wr(&chip, 0x40000000, 1 << 11); /* reserved on an L0 */
    assert_int_equal(chip.events.count, 0);
    unwatch(&chip);
}

/* --- serial lines --- */

static void alternate(uint32_t gpio, unsigned pin, uint32_t af)
{
    unsigned shift = 4 * (pin & 7);
    modify(&chip, gpio + (pin < 8 ? GPIO_AFRL : GPIO_AFRH), 15u << shift,
           af << shift);
    modify(&chip, gpio + GPIO_MODER, 3u << 2 * pin, 2u << 2 * pin);
}

/* The wire of a Nucleo-L432KC goes to PA3, which the ROM hears, and to PA15,
 * which its virtual COM port is on. */
static void second_wire(void **state)
{
    (void)state;
    for (unsigned second = 0; second < 2; second++) {
        open_part("stm32l432kc");
        serial_open(&chip, USART_2, 9600);
        alternate(GPIOA, 2, 7);
        alternate(GPIOA, second ? 15 : 3, second ? 3 : 7);
        wr(&chip, 0x4000440C, 417); /* 4 MHz */
        wr(&chip, 0x40004400, 0xD);
        run_us(&chip, 1000);
        assert_int_equal(serial_send(&chip, USART_2, "U", 1), 1);
        run_us(&chip, 2000);
        expect_rd(&chip, 0x40004424, 'U');
        wr(&chip, 0x40004428, 'z');
        run_us(&chip, 2000);
        char byte = 0;
        assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
        assert_int_equal(byte, 'z');
        serial_open(&chip, USART_2, 0);
        assert_int_equal(chip.board.drive_mask[GPIO_A], 0);
    }
}

/* The second cable follows the pins that select a USART: what its other ends
 * are used for meanwhile stays alone. */
static void other_wires(void **state)
{
    (void)state;
    enum { GPIOD = 0x48000C00, GPIOG = 0x48001800 };
    enum { USART3 = 0x40004800, LPUART1 = 0x40008000, USART2 = 0x40004400 };
    static const struct {
        uint32_t usart, gpio;
        unsigned tx, rx, af;
    } ends[] = {{USART2, GPIOD, 5, 6, 7},
                {USART3, GPIOB, 10, 11, 7},
                {USART3, GPIOC, 10, 11, 7},
                {USART3, GPIOD, 8, 9, 7},
                {LPUART1, GPIOG, 7, 8, 8}};
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++) {
        open_part("stm32l496zg");
        modify(&chip, PWR_CR1 + 4, 0, 1 << 9); /* IOSV, for port G */
        serial_open(&chip, USART_2, 9600);
        bool low_power = ends[i].usart == LPUART1;
        wr(&chip, ends[i].usart + 0x0C, low_power ? 106667 : 417);
        alternate(ends[i].gpio, ends[i].tx, ends[i].af);
        alternate(ends[i].gpio, ends[i].rx, ends[i].af);
        run_us(&chip, 1000);
        wr(&chip, ends[i].usart, 0xD);
        run_us(&chip, 1000);
        assert_int_equal(serial_state(&chip, USART_2)->in.count, 0);
        assert_int_equal(serial_send(&chip, USART_2, "Ux", 2), 2);
        run_us(&chip, 1500);
        expect_rd(&chip, ends[i].usart + 0x24, 'U');
        run_us(&chip, 1500);
        expect_rd(&chip, ends[i].usart + 0x24, 'x');
        assert_int_equal(chip.board.drive_mask[GPIO_A], 0);
        wr(&chip, ends[i].usart + 0x28, 'z');
        run_us(&chip, 2000);
        char byte = 0;
        assert_int_equal(serial_take(&chip, USART_2, &byte, 1), 1);
        assert_int_equal(byte, 'z');
        assert_int_equal(serial_state(&chip, USART_2)->framing_errors, 0);
        assert_ptr_equal(serial_sender(&chip, USART_2),
                         map_at(&chip, ends[i].usart));
        serial_open(&chip, USART_2, 0);
        for (unsigned port = 0; port < GPIO_PORTS; port++)
            assert_int_equal(
                chip.board.drive_mask[port] | chip.board.pull_up[port], 0);
    }
}

/* LPUART1 on LSE: BRR = 256 * 32768 / 9600; the clocks of CCIPR. */
static void kernel_clocks(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    modify(&chip, PWR_CR1, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 1);
    run_ps(&chip, 2100 * PS_PER_MS);
    modify(&chip, RCC_CR, 0, 1 << 8);
    run_us(&chip, 10);
    wr(&chip, RCC_CCIPR, 3 << 10 | 2 << 2); /* LPUART1: LSE, USART2: HSI16 */
    wr(&chip, 0x4000800C, 874);
    wr(&chip, 0x40008000, 9);
    wr(&chip, 0x4000440C, 1667);
    wr(&chip, 0x40004400, 9);
    struct map_line line =
        map_at(&chip, 0x40008000)->kind->line(&chip, map_at(&chip, 0x40008000));
    assert_in_range(line.bit_ps, 104100000, 104300000);
    line =
        map_at(&chip, 0x40004400)->kind->line(&chip, map_at(&chip, 0x40004400));
    assert_in_range(line.bit_ps, 104100000, 104300000);
    /* SYSCLK, where PCLK is a quarter of it. */
    wr(&chip, 0x40004400, 0);
    wr(&chip, RCC_CFGR, 5 << 8);
    wr(&chip, 0x4000440C, 416);
    for (uint32_t select = 0; select < 2; select++) {
        wr(&chip, RCC_CCIPR, select << 2);
        wr(&chip, 0x40004400, 9);
        line = map_at(&chip, 0x40004400)
                   ->kind->line(&chip, map_at(&chip, 0x40004400));
        assert_int_equal(line.bit_ps, 416 * (select ? 250000ull : 1000000ull));
        wr(&chip, 0x40004400, 0);
    }
}

/* The RTC on LSE, and on HSE / 32: PREDIV makes a second of both. */
static void rtc_clocks(void **state)
{
    static const struct {
        uint32_t select, prer;
    } clocks[] = {{1, 127 << 16 | 255}, {3, 124 << 16 | 1999}};
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        open_part("stm32l476rg");
        modify(&chip, RCC_CR, 0, 1 << 18);
        modify(&chip, RCC_CR, 0, 1 << 16);
        modify(&chip, PWR_CR1, 0, 1 << 8);
        wr(&chip, RCC_BDCR, 1);
        run_ps(&chip, 2100 * PS_PER_MS);
        wr(&chip, RCC_BDCR, 1 | clocks[i].select << 8 | 1 << 15);
        wr(&chip, 0x40002824, 0xCA);
        wr(&chip, 0x40002824, 0x53);
        wr(&chip, 0x4000280C, 1 << 7); /* INIT */
        run_us(&chip, 100);
        assert_true(rd(&chip, 0x4000280C) & 1 << 6);
        wr(&chip, 0x40002810, clocks[i].prer);
        wr(&chip, 0x40002800, 0);
        wr(&chip, 0x4000280C, 0);
        run_ps(&chip, 3500 * PS_PER_MS);
        expect_rd(&chip, 0x40002800, 3);
    }
}

/* Events and errors of an I2C have interrupts of their own. */
static void i2c_interrupts(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    alternate(GPIOB, 8, 4);
    alternate(GPIOB, 9, 4);
    chip.board.pull_up[GPIO_B] |= 3 << 8;
    modify(&chip, GPIOB + 4, 0, 3 << 8);
    wr(&chip, 0x40005410, 0x00300F38);
    wr(&chip, 0x40005400, 1 | 1 << 4); /* NACKIE */
    wr(&chip, 0x40005404, 0x40 | 1 << 13 | 1 << 25 | 1 << 16);
    run_us(&chip, 1000);
    assert_true(rd(&chip, 0x40005418) & 1 << 4);
    assert_true(pending(L4_IRQ_I2C1_EV));
    assert_false(pending(L4_IRQ_I2C1_ER));
}

/* The RNG needs CLK48: MSI at 48 MHz, or PLLQ. */
static void rng(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, FLASH_ACR, 0x602);
    wr(&chip, 0x50060800, 4);
    run_us(&chip, 100);
    assert_int_equal(rd(&chip, 0x50060804) & 3, 2); /* CECS */
    wr(&chip, RCC_CR, 0xB9);
    wr(&chip, RCC_CCIPR, 3u << 26);
    run_us(&chip, 10);
    assert_int_equal(rd(&chip, 0x50060804) & 3, 1);
    open_part("stm32l432kc");
    wr(&chip, RCC_CRRCR, 1);
    run_us(&chip, 10);
    wr(&chip, 0x50060800, 4);
    run_us(&chip, 10);
    assert_int_equal(rd(&chip, 0x50060804) & 3, 1);
}

/* BOOT0 of the L43x and L49x is PH3, which firmware reads as any pin; that of
 * the L47x is a pin of its own. */
static void boot0_pin(void **state)
{
    (void)state;
    enum { GPIOH = 0x48001C00, EXTI_PR = 0x40010414 };
    static const struct {
        const char *part;
        uint32_t pin;
    } parts[] = {
        {"stm32l432kc", 1 << 3}, {"stm32l496zg", 1 << 3}, {"stm32l476rg", 0}};
    for (unsigned i = 0; i < 3; i++) {
        uint32_t pin = parts[i].pin;
        open_part(parts[i].part);
        modify(&chip, GPIOH, 3u << 6, 0); /* input */
        wr(&chip, SYSCFG_EXTICR1, 7 << 12);
        wr(&chip, EXTI_RTSR1, 1 << 3);
        wr(&chip, EXTI_IMR1, 1 << 3);
        assert_int_equal(rd(&chip, GPIOH + GPIO_IDR), 0);
        chip_boot0(&chip, true);
        assert_int_equal(rd(&chip, GPIOH + GPIO_IDR), pin);
        assert_int_equal(rd(&chip, EXTI_PR) & 1 << 3, pin);
        modify(&chip, GPIOH, 0, 1 << 6); /* an output, low: it wins */
        assert_int_equal(rd(&chip, GPIOH + GPIO_IDR), 0);
        modify(&chip, GPIOH, 3u << 6, 0);
        chip_boot0(&chip, false);
        assert_int_equal(rd(&chip, GPIOH + GPIO_IDR), 0);
        /* A level that is there at power-on. */
        chip.board.boot0 = true;
        chip_reset(&chip, RESET_POWER);
        l4_clocks(&chip);
        modify(&chip, GPIOH, 3u << 6, 0);
        assert_int_equal(rd(&chip, GPIOH + GPIO_IDR), pin);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_watchdog),
        cmocka_unit_test(window_watchdog),
        cmocka_unit_test(standby),
        cmocka_unit_test(standby_with_a_flag),
        cmocka_unit_test(regulator),
        cmocka_unit_test(shutdown_mode),
        cmocka_unit_test(stop),
        cmocka_unit_test(tamper),
        cmocka_unit_test(exti_lines),
        cmocka_unit_test(dma),
        cmocka_unit_test(measuring),
        cmocka_unit_test(later_timer),
        cmocka_unit_test(second_wire),
        cmocka_unit_test(other_wires),
        cmocka_unit_test(kernel_clocks),
        cmocka_unit_test(rtc_clocks),
        cmocka_unit_test(i2c_interrupts),
        cmocka_unit_test(rng),
        cmocka_unit_test(boot0_pin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

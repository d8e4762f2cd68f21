/* SPDX-License-Identifier: MIT */
#include "tests/chip/chip_fixture.h"

enum {
    RCC_IOPENR = 0x4002102C,
    RCC_APB2ENR = 0x40021034,
    SYSCFG_EXTICR1 = 0x40010008,
    GPIOA = 0x50000000,
    GPIOC = 0x50000800,
    MODER = 0x00,
    ODR = 0x14,
    EXTI = 0x40010400,
    IMR = EXTI + 0x00,
    EMR = EXTI + 0x04,
    RTSR = EXTI + 0x08,
    FTSR = EXTI + 0x0C,
    SWIER = EXTI + 0x10,
    PR = EXTI + 0x14,
    NVIC_ISER = 0xE000E100,
    NVIC_ISPR = 0xE000E200,
    NVIC_ICPR = 0xE000E280,
    B1 = 1 << 13,
};

static struct chip chip;

/* Port pins as inputs, B1 released. */
static int setup(void **state)
{
    (void)state;
    fixture_chip(&chip);
    wr(&chip, RCC_IOPENR, 0x9F);
    wr(&chip, RCC_APB2ENR, 1);
    wr(&chip, GPIOC + MODER, 0);
    return 0;
}

static void press_b1(bool pressed)
{
    if (pressed)
        chip_pin_drive(&chip, GPIO_C, 13, false);
    else
        chip_pin_release(&chip, GPIO_C, 13);
}

/* The Nucleo's button: PC13 on line 13, falling edge. */
static void b1_makes_exti4_15(void **state)
{
    (void)state;
    wr(&chip, SYSCFG_EXTICR1 + 12, 0x0020); /* EXTI13: PC */
    wr(&chip, IMR, 0x3F840000 | B1);
    wr(&chip, FTSR, B1);
    press_b1(true);
    assert_int_equal(rd(&chip, PR), B1);
    assert_int_equal(rd(&chip, NVIC_ISPR), 1 << IRQ_EXTI4_15);
    press_b1(false); /* a rising edge is not asked for */
    wr(&chip, PR, B1);
    wr(&chip, NVIC_ICPR, 1 << IRQ_EXTI4_15);
    assert_int_equal(rd(&chip, PR), 0);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
    press_b1(true);
    assert_int_equal(rd(&chip, PR), B1);
}

/* The core runs the handler when B1 is pressed, not before. */
static void b1_interrupts_the_core(void **state)
{
    (void)state;
    enum { HANDLER = 0x08000200 };
    static const uint16_t idle[] = {0xE7FE};
    load_code(&chip, HANDLER, idle, 1);
    load_word(&chip, 0x40 + FLASH_BASE + 4 * IRQ_EXTI4_15, HANDLER | 1);
    wr(&chip, SYSCFG_EXTICR1 + 12, 0x0020);
    wr(&chip, IMR, B1);
    wr(&chip, FTSR, B1);
    wr(&chip, NVIC_ISER, 1 << IRQ_EXTI4_15);
    run_us(&chip, 100);
    assert_int_equal(chip.cpu.ipsr, 0);
    press_b1(true);
    run_us(&chip, 100);
    assert_int_equal(chip.cpu.ipsr, 16 + IRQ_EXTI4_15);
    assert_int_equal(chip.cpu.r[CPU_PC], HANDLER);
}

static void both_edges(void **state)
{
    (void)state;
    wr(&chip, SYSCFG_EXTICR1 + 12, 0x0020);
    wr(&chip, IMR, B1);
    wr(&chip, RTSR, B1);
    press_b1(true);
    assert_int_equal(rd(&chip, PR), 0);
    press_b1(false);
    assert_int_equal(rd(&chip, PR), B1);
    wr(&chip, PR, B1);
    wr(&chip, FTSR, B1);
    press_b1(true);
    assert_int_equal(rd(&chip, PR), B1);
}

/* Line n belongs to one port at a time; index 5 is port H. */
static void exticr_chooses_the_port(void **state)
{
    (void)state;
    static const struct {
        unsigned port, index;
        uint32_t gpio;
    } ports[] = {
        {GPIO_A, 0, 0x50000000}, {GPIO_B, 1, 0x50000400},
        {GPIO_C, 2, 0x50000800}, {GPIO_D, 3, 0x50000C00},
        {GPIO_E, 4, 0x50001000}, {GPIO_H, 5, 0x50001C00},
    };
    wr(&chip, IMR, 2);
    wr(&chip, RTSR, 2);
    for (unsigned chosen = 0; chosen < 6; chosen++) {
        wr(&chip, SYSCFG_EXTICR1, ports[chosen].index << 4);
        for (unsigned i = 0; i < 6; i++) {
            wr(&chip, ports[i].gpio + MODER, 0);
            chip_pin_drive(&chip, ports[i].port, 1, true);
            assert_int_equal(rd(&chip, PR), i == chosen ? 2 : 0);
            wr(&chip, PR, 2);
            chip_pin_release(&chip, ports[i].port, 1);
        }
    }
}

static void which_lines_share_an_interrupt(void **state)
{
    (void)state;
    static const struct {
        unsigned line, irq;
    } expected[] = {
        {0, 5},  {1, 5},  {2, 6},  {3, 6},  {4, 7},   {9, 7},   {15, 7},
        {16, 1}, {17, 2}, {19, 2}, {20, 2}, {21, 12}, {22, 12},
    };
    wr(&chip, IMR, 0x007FFFFF);
    for (unsigned i = 0; i < sizeof expected / sizeof *expected; i++) {
        wr(&chip, SWIER, 1u << expected[i].line);
        assert_int_equal(rd(&chip, NVIC_ISPR), 1u << expected[i].irq);
        wr(&chip, PR, 1u << expected[i].line);
        wr(&chip, NVIC_ICPR, 0xFFFFFFFF);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
    }
}

static void swier(void **state)
{
    (void)state;
    wr(&chip, IMR, 1 << 16);
    wr(&chip, SWIER, 1 << 16 | 1 << 18 | 1); /* 18 is direct, 0 masked */
    assert_int_equal(rd(&chip, SWIER), 1 << 16 | 1);
    assert_int_equal(rd(&chip, PR), 1 << 16);
    wr(&chip, PR, 1 << 16);
    assert_int_equal(rd(&chip, PR), 0);
    assert_int_equal(rd(&chip, SWIER), 1); /* cleared with the pending bit */
    wr(&chip, SWIER, 1 << 16);
    assert_int_equal(rd(&chip, PR), 1 << 16);
    wr(&chip, PR, 1 << 16);
    wr(&chip, IMR, 1);
    wr(&chip, SWIER, 1); /* already 1: triggers nothing */
    assert_int_equal(rd(&chip, PR), 0);
    wr(&chip, PR, 1);
    wr(&chip, SWIER, 1);
    assert_int_equal(rd(&chip, PR), 1);
}

static void a_masked_line_does_not_pend(void **state)
{
    (void)state;
    wr(&chip, SYSCFG_EXTICR1 + 12, 0x0020);
    wr(&chip, FTSR, B1);
    press_b1(true);
    assert_int_equal(rd(&chip, PR), 0);
    wr(&chip, IMR, B1);
    assert_int_equal(rd(&chip, PR), 0);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
}

/* WFE, then `b .`: an event line ends the wait without an interrupt. */
static void an_event_ends_wfe(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xBF20, 0xE7FE};
    load_code(&chip, 0x08000300, code, 2);
    wr(&chip, SYSCFG_EXTICR1 + 12, 0x0020);
    wr(&chip, FTSR, B1);
    jump_to(&chip, 0x08000300);
    run_us(&chip, 100);
    press_b1(true); /* EMR=0: nothing */
    run_us(&chip, 100);
    assert_true(chip.cpu.sleeping);
    press_b1(false);
    wr(&chip, EMR, B1);
    press_b1(true);
    run_us(&chip, 100);
    assert_false(chip.cpu.sleeping);
    assert_int_equal(chip.cpu.r[CPU_PC], 0x08000302);
    assert_int_equal(rd(&chip, PR), 0);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
}

/* An output of the chip itself makes edges too. */
static void own_output_makes_edges(void **state)
{
    (void)state;
    wr(&chip, GPIOA + MODER, 0xEBFFF7FF); /* PA5 output */
    wr(&chip, IMR, 1 << 5);
    wr(&chip, RTSR, 1 << 5);
    wr(&chip, GPIOA + ODR, 1 << 5);
    assert_int_equal(rd(&chip, PR), 1 << 5);
}

/* An internal line has the edges that RTSR and FTSR ask for; a level that stays
 * makes none. */
static void internal_line_makes_edges(void **state)
{
    (void)state;
    enum { ALARM = 17 };
    static const struct {
        uint32_t rtsr, ftsr;
        bool rising, falling;
    } rows[] = {{0, 0, false, false},
                {1, 0, true, false},
                {0, 1, false, true},
                {1, 1, true, true}};
    wr(&chip, IMR, 1 << ALARM);
    for (unsigned i = 0; i < 4; i++) {
        wr(&chip, RTSR, rows[i].rtsr << ALARM);
        wr(&chip, FTSR, rows[i].ftsr << ALARM);
        exti_line(&chip, ALARM, true);
        assert_int_equal(rd(&chip, PR), rows[i].rising << ALARM);
        wr(&chip, PR, 1 << ALARM);
        exti_line(&chip, ALARM, true);
        assert_int_equal(rd(&chip, PR), 0);
        exti_line(&chip, ALARM, false);
        assert_int_equal(rd(&chip, PR), rows[i].falling << ALARM);
        wr(&chip, PR, 1 << ALARM);
        exti_line(&chip, ALARM, false);
        assert_int_equal(rd(&chip, PR), 0);
    }
}

static void internal_line_interrupts(void **state)
{
    (void)state;
    static const struct {
        unsigned line, irq;
    } rows[] = {{16, IRQ_PVD}, {17, IRQ_RTC},      {19, IRQ_RTC},
                {20, IRQ_RTC}, {21, IRQ_ADC_COMP}, {22, IRQ_ADC_COMP}};
    wr(&chip, RTSR, 0x007F0000);
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        wr(&chip, IMR, 0x007F0000 & ~(1u << rows[i].line));
        exti_line(&chip, rows[i].line, true);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0); /* masked */
        exti_line(&chip, rows[i].line, false);
        wr(&chip, IMR, 1u << rows[i].line);
        exti_line(&chip, rows[i].line, true);
        assert_int_equal(rd(&chip, NVIC_ISPR), 1u << rows[i].irq);
        wr(&chip, PR, 1u << rows[i].line);
        wr(&chip, NVIC_ICPR, 0xFFFFFFFF);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
        exti_line(&chip, rows[i].line, false);
    }
}

/* A line that is high over a reset makes no edge after it. */
static void internal_line_over_a_reset(void **state)
{
    (void)state;
    exti_line(&chip, 16, true);
    reset_request(&chip, RESET_SYSTEM);
    run_us(&chip, 10);
    wr(&chip, IMR, 1 << 16);
    wr(&chip, RTSR, 1 << 16);
    exti_line(&chip, 16, true);
    assert_int_equal(rd(&chip, PR), 0);
    exti_line(&chip, 16, false);
    exti_line(&chip, 16, true);
    assert_int_equal(rd(&chip, PR), 1 << 16);
}

/* WFE in Stop: an internal line ends it, and a direct one too, each if EMR
 * says so. Neither leaves a pending bit. */
static void internal_lines_end_wfe(void **state)
{
    (void)state;
    static const unsigned lines[] = {16, 17, 18, 20, 23, 25, 26, 28, 29};
    static const uint16_t code[] = {0xBF20, 0xE7FE};
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++) {
        uint32_t line = 1u << lines[i];
        fixture_chip(&chip);
        load_code(&chip, 0x08000300, code, 2);
        wr(&chip, IMR, 0);
        wr(&chip, RTSR, line);
        wr(&chip, 0xE000ED10, 4); /* SLEEPDEEP */
        jump_to(&chip, 0x08000300);
        run_us(&chip, 100);
        exti_line(&chip, lines[i], true); /* EMR=0: nothing */
        run_us(&chip, 100);
        assert_true(chip.cpu.sleeping);
        exti_line(&chip, lines[i], false);
        wr(&chip, EMR, line);
        run_us(&chip, 100);
        assert_true(chip.cpu.sleeping);
        exti_line(&chip, lines[i], true);
        run_us(&chip, 100);
        assert_false(chip.cpu.sleeping);
        assert_int_equal(rd(&chip, PR), 0);
        assert_int_equal(rd(&chip, NVIC_ISPR), 0);
    }
}

/* The interrupt of a direct line is the block's: EXTI adds none. */
static void a_direct_line_does_not_pend(void **state)
{
    (void)state;
    wr(&chip, IMR, 0x3F840000);
    wr(&chip, RTSR, 0xFFFFFFFF);
    for (unsigned line = 23; line <= 29; line++) {
        exti_line(&chip, line, true);
        exti_line(&chip, line, false);
    }
    assert_int_equal(rd(&chip, PR), 0);
    assert_int_equal(rd(&chip, NVIC_ISPR), 0);
}

static void reset_clears_what_is_pending(void **state)
{
    (void)state;
    wr(&chip, IMR, 1);
    wr(&chip, SWIER, 1);
    wr(&chip, 0x40021024, 1); /* SYSCFGRST covers SYSCFG, not EXTI */
    wr(&chip, 0x40021024, 0);
    assert_int_equal(rd(&chip, PR), 1);
    reset_request(&chip, RESET_SYSTEM);
    run_us(&chip, 10);
    assert_int_equal(rd(&chip, PR), 0);
    assert_int_equal(rd(&chip, SWIER), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(b1_makes_exti4_15, setup),
        cmocka_unit_test_setup(b1_interrupts_the_core, setup),
        cmocka_unit_test_setup(both_edges, setup),
        cmocka_unit_test_setup(exticr_chooses_the_port, setup),
        cmocka_unit_test_setup(which_lines_share_an_interrupt, setup),
        cmocka_unit_test_setup(swier, setup),
        cmocka_unit_test_setup(a_masked_line_does_not_pend, setup),
        cmocka_unit_test_setup(an_event_ends_wfe, setup),
        cmocka_unit_test_setup(own_output_makes_edges, setup),
        cmocka_unit_test_setup(internal_line_makes_edges, setup),
        cmocka_unit_test_setup(internal_line_interrupts, setup),
        cmocka_unit_test_setup(internal_line_over_a_reset, setup),
        cmocka_unit_test_setup(internal_lines_end_wfe, setup),
        cmocka_unit_test_setup(a_direct_line_does_not_pend, setup),
        cmocka_unit_test_setup(reset_clears_what_is_pending, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

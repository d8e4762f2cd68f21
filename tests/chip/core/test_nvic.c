/* SPDX-License-Identifier: MIT
 *
 * NVIC registers, level-sensitive request lines, and what ICSR shows of them.
 * DDI0419 B3.4, PM0223 4.2.
 */
#include "tests/chip/core/exception_fixture.h"

enum {
    ICER = 0xE000E180,
    ICPR = 0xE000E280,
};

#define ICSR_ISRPENDING (1u << 22)
#define PENDSTCLR       (1u << 25)
#define PENDSVCLR       (1u << 27)

static uint32_t vect_pending(void)
{
    return rd(&chip, ICSR) >> 12 & 0x3F;
}

static void disable_all(void)
{
    wr(&chip, ICER, 0xFFFFFFFF);
}

/* --- registers --- */

static void test_enable(void **state)
{
    (void)state;
    disable_all();
    assert_int_equal(rd(&chip, ISER), 0);
    wr(&chip, ISER, 0x80000001);
    wr(&chip, ISER, 0x00000100);
    assert_int_equal(rd(&chip, ISER), 0x80000101);
    assert_int_equal(rd(&chip, ICER), 0x80000101);
    wr(&chip, ICER, 0x80000000);
    assert_int_equal(rd(&chip, ISER), 0x00000101);
}

static void test_pending(void **state)
{
    (void)state;
    disable_all();
    wr(&chip, ISPR, 0x80000001);
    wr(&chip, ISPR, 0x00000100);
    assert_int_equal(rd(&chip, ISPR), 0x80000101);
    assert_int_equal(rd(&chip, ICPR), 0x80000101);
    wr(&chip, ICPR, 0x00000001);
    assert_int_equal(rd(&chip, ISPR), 0x80000100);
    wr(&chip, ICPR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, ISPR), 0);
}

static void test_word_access_only(void **state)
{
    (void)state;
    assert_true(rd_faults(&chip, ISER, 1));
    assert_true(rd_faults(&chip, IPR0, 2));
    assert_true(wr_faults(&chip, IPR0, 1, 0));
}

static void test_disabled_is_not_taken(void **state)
{
    (void)state;
    disable_all();
    pend_irq(3);
    steps(3);
    assert_int_equal(chip.cpu.ipsr, 0);
    wr(&chip, ISER, 1 << 3);
    step();
    assert_in_handler(19, EXC_MAIN);
}

/* Every line has its own vector. */
static void test_all_vectors(void **state)
{
    (void)state;
    for (unsigned i = 0; i < map_of(&chip)->irq_count; i++) {
        pend_irq(i);
        step();
        assert_in_handler(EXCEPTION_IRQ0 + i, EXC_MAIN);
        step();
        assert_int_equal(chip.cpu.ipsr, 0);
    }
}

/* --- lines --- */

static void test_line_pends(void **state)
{
    (void)state;
    disable_all();
    nvic_line(&chip, IRQ_TIM2, true);
    assert_int_equal(rd(&chip, ISPR), 1 << IRQ_TIM2);
    nvic_line(&chip, IRQ_TIM2, false); /* a pulse is remembered */
    assert_int_equal(rd(&chip, ISPR), 1 << IRQ_TIM2);
    wr(&chip, ICPR, 1 << IRQ_TIM2);
    assert_int_equal(rd(&chip, ISPR), 0);
}

/* Clearing does not help against a line that is still high. */
static void test_clear_pending_of_a_high_line(void **state)
{
    (void)state;
    disable_all();
    nvic_line(&chip, IRQ_USART2, true);
    wr(&chip, ICPR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, ISPR), 1 << IRQ_USART2);
    nvic_line(&chip, IRQ_USART2, false);
    wr(&chip, ICPR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, ISPR), 0);
}

/* The request is there again when the handler returns with the line high. */
static void test_line_stays_high(void **state)
{
    (void)state;
    nvic_line(&chip, IRQ_FLASH, true);
    for (unsigned i = 0; i < 3; i++) {
        step();
        assert_in_handler(EXCEPTION_IRQ0 + IRQ_FLASH, EXC_MAIN);
        assert_int_equal(rd(&chip, ISPR), 0);
    }
    nvic_line(&chip, IRQ_FLASH, false);
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE);
}

/* A new edge while the handler runs is a new request. */
static void test_edge_while_active(void **state)
{
    (void)state;
    nvic_line(&chip, IRQ_FLASH, true);
    step();
    nvic_line(&chip, IRQ_FLASH, false);
    nvic_line(&chip, IRQ_FLASH, true);
    assert_int_equal(rd(&chip, ISPR), 1 << IRQ_FLASH);
    nvic_line(&chip, IRQ_FLASH, false);
    step();
    assert_in_handler(EXCEPTION_IRQ0 + IRQ_FLASH, EXC_MAIN);
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
}

/* Clearing in the handler works while the line is high: it is active. */
static void test_clear_while_active(void **state)
{
    (void)state;
    nvic_line(&chip, IRQ_FLASH, true);
    step();
    pend_irq(IRQ_FLASH);
    wr(&chip, ICPR, 1 << IRQ_FLASH);
    assert_int_equal(rd(&chip, ISPR), 0);
}

/* --- blocks --- */

static const struct map_row *block(uint32_t base)
{
    return map_at(&chip, base);
}

/* An interrupt that two channels of a block share, or two blocks, stays high
 * until both have dropped it, and each drops only its own. */
static void test_shared_interrupts(void **state)
{
    (void)state;
    enum { DMA = 0x40020000, LPUART1 = 0x40004800, RNG = 0x40025000 };
    const uint32_t channels_1_to_3 = 7, channels_1_and_3 = 5, channel_1 = 1;
    const uint32_t both = 1 << IRQ_DMA1_CH1 | 1 << IRQ_DMA1_CH2_3;
    disable_all();
    nvic_requests(&chip, block(DMA), channels_1_to_3);
    nvic_requests(&chip, block(DMA), channels_1_and_3);
    wr(&chip, ICPR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, ISPR), both);
    nvic_requests(&chip, block(DMA), channel_1);
    wr(&chip, ICPR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, ISPR), 1 << IRQ_DMA1_CH1);
    nvic_requests(&chip, block(DMA), 0);
    nvic_request(&chip, block(LPUART1), true);
    nvic_request(&chip, block(RNG), true);
    nvic_request(&chip, block(LPUART1), false);
    wr(&chip, ICPR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, ISPR), 1 << IRQ_RNG_LPUART1);
    nvic_request(&chip, block(RNG), false);
    wr(&chip, ICPR, 0xFFFFFFFF);
    assert_int_equal(rd(&chip, ISPR), 0);
}

/* --- ICSR --- */

static void test_icsr_pending(void **state)
{
    (void)state;
    chip.cpu.primask = true;
    assert_int_equal(rd(&chip, ICSR), 0);
    wr(&chip, ICSR, PENDSV);
    assert_int_equal(rd(&chip, ICSR), PENDSV | 14 << 12);
    wr(&chip, SHPR3, 1u << 22); /* PendSV less urgent than SysTick */
    wr(&chip, ICSR, PENDST);
    assert_int_equal(rd(&chip, ICSR), PENDSV | PENDST | 15 << 12);
    wr(&chip, ICSR, PENDSTCLR);
    assert_int_equal(rd(&chip, ICSR), PENDSV | 14 << 12);
    wr(&chip, ICSR, PENDSVCLR);
    assert_int_equal(rd(&chip, ICSR), 0);
}

/* ISRPENDING shows disabled requests as well, VECTPENDING does not. */
static void test_icsr_interrupts(void **state)
{
    (void)state;
    chip.cpu.primask = true;
    disable_all();
    pend_irq(20);
    assert_int_equal(rd(&chip, ICSR), ICSR_ISRPENDING);
    wr(&chip, ISER, 1 << 20);
    assert_int_equal(rd(&chip, ICSR), ICSR_ISRPENDING | 36 << 12);
    set_priority(20, 1);
    wr(&chip, ISER, 1 << 25);
    pend_irq(25);
    assert_int_equal(vect_pending(), 41);
    set_priority(25, 2);
    assert_int_equal(vect_pending(), 36);
}

static void test_icsr_active(void **state)
{
    (void)state;
    pend_irq(7);
    step();
    assert_int_equal(rd(&chip, ICSR), 23);
    wr(&chip, ICSR, PENDNMI);
    assert_int_equal(rd(&chip, ICSR), PENDNMI | 2 << 12 | 23);
    step();
    assert_int_equal(rd(&chip, ICSR), 2);
}

static void test_clear_before_it_is_taken(void **state)
{
    (void)state;
    wr(&chip, ICSR, PENDST | PENDSV);
    wr(&chip, ICSR, PENDSTCLR | PENDSVCLR);
    pend_irq(0);
    wr(&chip, ICPR, 1);
    step();
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(reg(CPU_PC), CODE + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_enable),
        TEST(test_pending),
        TEST(test_word_access_only),
        TEST(test_disabled_is_not_taken),
        TEST(test_all_vectors),
        TEST(test_line_pends),
        TEST(test_clear_pending_of_a_high_line),
        TEST(test_line_stays_high),
        TEST(test_edge_while_active),
        TEST(test_clear_while_active),
        TEST(test_shared_interrupts),
        TEST(test_icsr_pending),
        TEST(test_icsr_interrupts),
        TEST(test_icsr_active),
        TEST(test_clear_before_it_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
